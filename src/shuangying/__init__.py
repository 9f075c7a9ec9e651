"""Shuangying (双赢): the platform with which a county fights an epidemic and keeps development going."""

__version__ = "0.1.0"
