"""Declare a register: query, write path, history, list, record, form, permissions."""
