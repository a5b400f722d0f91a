"""Values as a person writes them in a file: `5m` and not the `PT5M` of ISO 8601."""

from datetime import time, timedelta
from enum import Enum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel

_UNITS = (("d", timedelta(days=1)), ("h", timedelta(hours=1)), ("m", timedelta(minutes=1)))


def as_written(value: Any) -> Any:
    """What stands in a file, as texts, numbers, lists and mappings, for a value of a model."""
    match value:
        case timedelta():
            return _span(value)
        case time():
            return f"{value:%H:%M:%S}".removesuffix(":00")
        case ZoneInfo() | Path():
            return str(value)
        case Enum():
            return value.value
        case BaseModel():
            return {
                field.alias or key: as_written(getattr(value, key))
                for key, field in type(value).model_fields.items()
            }
        case dict():
            return {key: as_written(one) for key, one in value.items()}
        case list() | tuple():
            return [as_written(one) for one in value]
        case _:
            return value


def _span(span: timedelta) -> str:
    """In as few units as it takes: `7d`, `1h30m`."""
    parts = []
    for letter, unit in _UNITS:
        count, span = divmod(span, unit)
        parts += [f"{count}{letter}"] if count else []
    if span or not parts:
        parts.append(f"{span.seconds}s" if span else "0d")
    return "".join(parts)
