"""What the program writes to its log: one line a message, tracebacks without values, no identity or telephone number."""

import logging

from shuangying.core.masks import hide_numbers


class Discreet(logging.Formatter):
    """A formatter that masks the numbers of persons, whoever put them into the message or the exception."""

    def format(self, record: logging.LogRecord) -> str:
        return hide_numbers(super().format(record))
