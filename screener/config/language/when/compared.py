"""Sizes and lengths of time that are compared with a limit, such as `">5MB"`."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, WithJsonSchema

from screener.config.fields import Duration, Size
from screener.config.language.shape import Shape
from screener.domain.late import late

_COMPARED = late(r"\s*(>=|<=|>|<)\s*(.+)\Z")

_COMPARED_SIZE = {"type": "string", "pattern": r"^\s*[<>]=?\s*\d"}


def _compared(value: object) -> object:
    if isinstance(value, str) and (found := _COMPARED.match(value)):
        return {"operator": found[1], "limit": found[2]}
    raise ValueError('a size is compared: write it as `">5MB"` or `"<100kB"`')


def _compared_length(value: object) -> object:
    if isinstance(value, str) and (found := _COMPARED.match(value)):
        return {"operator": found[1], "limit": found[2]}
    raise ValueError('a length is compared: write it as `">2m"` or `"<10s"`')


class DurationLimit(Shape):
    """A comparison with a length of time."""

    operator: Literal[">", ">=", "<", "<="]
    limit: Duration


class SizeLimit(Shape):
    """A comparison with a size."""

    operator: Literal[">", ">=", "<", "<="]
    limit: Size


ComparedLength = Annotated[
    DurationLimit, BeforeValidator(_compared_length), WithJsonSchema(_COMPARED_SIZE)
]
ComparedSize = Annotated[SizeLimit, BeforeValidator(_compared), WithJsonSchema(_COMPARED_SIZE)]
