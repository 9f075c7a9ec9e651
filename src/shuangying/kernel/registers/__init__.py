"""Declare a register: query, write path, history, list, record, form, permissions.

Public beside `api`: `writing` (the one way in), `spans`, `words`, `numerals` and `list_view`.
"""
