"""Declare a figure: its value as of a day, its breakdown, its series, its records."""
