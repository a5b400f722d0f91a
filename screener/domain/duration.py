"""How long something is, as people say it."""

from datetime import timedelta

_UNITS = (
    ("a day", "days", timedelta(days=1)),
    ("an hour", "hours", timedelta(hours=1)),
    ("a minute", "minutes", timedelta(minutes=1)),
)


def in_words(span: timedelta) -> str:
    """`an hour`, `36 hours`, `90 days`: in the longest unit of which it is a whole number.

    Of seconds parts are left out.
    """
    for one, many, unit in _UNITS:
        if span >= unit and not span % unit:
            return one if span == unit else f"{span // unit} {many}"
    seconds = int(span.total_seconds())
    return "a second" if seconds == 1 else f"{seconds} seconds"


def about(span: timedelta) -> timedelta:
    """The span to the minute, of two hours or more to the hour, of two days or more to the day."""
    unit = next((unit for _, _, unit in _UNITS if span >= 2 * unit), timedelta(minutes=1))
    return max(1, round(span / unit)) * unit
