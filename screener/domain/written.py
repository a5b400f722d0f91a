"""How people write numbers, spans of time, sizes and times of day.

Each type takes the text of a file and is the value in the program; a value of the right kind is
taken as it is. What does not fit raises `wrong`, whose text people read.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from screener.domain.late import late

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_SPAN = late(r"(?:\d{1,9}\s*[smhdw]\s*)+", re.ASCII)
_SPAN_PART = late(r"(\d+)\s*([smhdw])", re.ASCII)
_LONGEST = timedelta(days=36525)
_SIZE = late(r"(\d{1,12}(?:\.\d{1,3})?)\s*(?:([kmgt])(i?))?b?", re.ASCII | re.IGNORECASE)
_INTEGER = late(r"[+-]?\d{1,15}", re.ASCII)
_SHARE = late(r"(\d{1,3}(?:\.\d{1,6})?)\s*(%?)", re.ASCII)
_TIME_OF_DAY = late(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_DAY = late(r"\d{4}-\d{2}-\d{2}", re.ASCII)

# The same for editors, which know no flags of patterns.
_FLAG_SCHEMA = {
    "anyOf": [
        {"type": "boolean"},
        {"type": "string", "pattern": "^([Tt]rue|[Ff]alse|[Yy]es|[Nn]o|[Oo]n|[Oo]ff)$"},
    ]
}
SPAN_SCHEMA = {"type": "string", "pattern": r"^\s*(\d+\s*[smhdw]\s*)+$"}
_SIZE_SCHEMA = {
    "type": ["string", "integer"],
    "pattern": r"^\s*\d+(\.\d+)?\s*([kKmMgGtT][iI]?)?[bB]?\s*$",
}
_INTEGER_SCHEMA = {"type": ["integer", "string"], "pattern": r"^\s*[+-]?\d+\s*$"}
_SHARE_SCHEMA = {"type": ["number", "string"], "pattern": r"^\s*\d+(\.\d+)?\s*%?\s*$"}
_TIME_SCHEMA = {"type": "string", "pattern": r"^\s*\d?\d:\d\d(:\d\d)?\s*$"}

_TRUE = frozenset({"true", "yes", "on"})
_FALSE = frozenset({"false", "no", "off"})


def wrong(text: str, *, advice: str = "", key: str = "") -> PydanticCustomError:
    """An error about a value, to be raised by validators.

    `key` names the key to point at where the validator sees a whole mapping.
    """
    return PydanticCustomError("written", "{text}", {"text": text, "advice": advice, "key": key})


def shown(value: Any) -> str:
    """A value in a sentence, cut where it is long."""
    match value:
        case None:
            return "nothing"
        case list():
            return "a list"
        case dict():
            return "keys with values"
        case _:
            text = "".join(char if char.isprintable() else "\ufffd" for char in str(value)[:61])
            return f"`{text if len(text) <= 60 else text[:57] + '…'}`"


def _flag(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    word = value.casefold() if isinstance(value, str) else None
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise wrong(f"{shown(value)} is neither `true` nor `false`")


def _duration(value: Any) -> Any:
    if isinstance(value, timedelta):
        return value
    advice = "write a number and a unit, such as `30s`, `5m`, `1h30m` or `7d`"
    if not isinstance(value, str) or not _SPAN.fullmatch(value.strip()):
        raise wrong(f"{shown(value)} is not a span of time", advice=advice)
    spans = (timedelta(**{_UNITS[unit]: int(n)}) for n, unit in _SPAN_PART.findall(value))
    try:
        total = sum(spans, timedelta())
    except OverflowError:
        total = timedelta.max
    if total > _LONGEST:
        raise wrong(f"{shown(value)} is more than a hundred years", advice=advice)
    return total


def _size(value: Any) -> Any:
    if isinstance(value, int):
        return value
    found = _SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        advice = "write a number and a unit, such as `500kB`, `5MB` or `1GiB`"
        raise wrong(f"{shown(value)} is not a size", advice=advice)
    power = " kmgt".index(found[2].lower()) if found[2] else 0
    return round(float(found[1]) * (1024 if found[3] else 1000) ** power)


def _integer(value: Any) -> Any:
    if isinstance(value, str) and _INTEGER.fullmatch(value.strip()):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise wrong(f"{shown(value)} is not a whole number")


def _share(value: Any) -> Any:
    found = _SHARE.fullmatch(value.strip()) if isinstance(value, str) else None
    share = float(found[1]) / (100 if found[2] else 1) if found else value
    if isinstance(share, float | int) and 0 <= share <= 1:
        return float(share)
    raise wrong(f"{shown(value)} is not a share", advice="write a number from 0 to 1, as `0.5`")


def _time_of_day(value: Any) -> Any:
    if isinstance(value, time):
        return value
    found = _TIME_OF_DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise wrong(f"{shown(value)} is not a time of day", advice='write it as `"07:30"`')
    return time(int(found[1]), int(found[2]), int(found[3] or 0))


def _day(value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    day = _as_day(value)
    if day is None:
        raise wrong(f"{shown(value)} is not a day", advice="write it as `2026-11-20`")
    return day


def _when(value: Any) -> Any:
    if isinstance(value, date):
        return value
    day = _as_day(value)
    if day is not None:
        return day
    try:
        at = datetime.fromisoformat(value.strip())
    except (ValueError, AttributeError):
        advice = "write it as `2026-11-20` or `2026-11-20T15:00:00Z`"
        raise wrong(f"{shown(value)} is neither a day nor a time", advice=advice) from None
    if at.tzinfo is None:
        advice = f"write `{value.strip()}Z` if it is UTC, or its offset, such as `+01:00`"
        raise wrong(f"{shown(value)} does not say in which zone", advice=advice)
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise wrong(f"{shown(value)} is out of range") from None


def _as_day(value: Any) -> date | None:
    if not isinstance(value, str) or not _DAY.fullmatch(value.strip()):
        return None
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        return None


Flag = Annotated[bool, BeforeValidator(_flag), WithJsonSchema(_FLAG_SCHEMA)]
"""`true`, `yes`, `on` and `false`, `no`, `off`, in any case."""

Duration = Annotated[timedelta, BeforeValidator(_duration), WithJsonSchema(SPAN_SCHEMA)]
"""A span of time in weeks, days, hours, minutes and seconds, such as `1h30m`; never negative."""

Size = Annotated[int, BeforeValidator(_size), WithJsonSchema(_SIZE_SCHEMA)]
"""Octets: `5MB` is 5,000,000 and `1MiB` 1,048,576."""

Integer = Annotated[int, BeforeValidator(_integer), WithJsonSchema(_INTEGER_SCHEMA)]
"""A whole number."""

Share = Annotated[float, BeforeValidator(_share), WithJsonSchema(_SHARE_SCHEMA)]
"""A part of a whole, from 0 to 1, or in per cent."""

TimeOfDay = Annotated[time, BeforeValidator(_time_of_day), WithJsonSchema(_TIME_SCHEMA)]
"""`07:30` or `07:30:15`, without a zone."""

Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
"""A calendar day such as `2026-11-20`."""

When = Annotated[date | datetime, BeforeValidator(_when), WithJsonSchema({"type": "string"})]
"""A calendar day, or a moment with its zone, which becomes UTC."""
