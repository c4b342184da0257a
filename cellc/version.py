"""The version of cellc; generated modules name it."""

__version__ = "0.1.0"
