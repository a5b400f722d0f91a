"""The written forms of numbers, times and sizes, for the models of this package."""

from screener.domain.written import (
    Day,
    Duration,
    Flag,
    Integer,
    Share,
    Size,
    TimeOfDay,
    When,
    wrong,
)

__all__ = ["Day", "Duration", "Flag", "Integer", "Share", "Size", "TimeOfDay", "When", "wrong"]
