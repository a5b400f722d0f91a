"""`header`: names of fields, and what is asked of each."""

from typing import Annotated

from pydantic import AfterValidator, Discriminator, Tag

from screener.config.fields import Flag, wrong
from screener.config.language.texts import TextShape
from screener.domain.late import late
from screener.domain.written import shown

_FIELD_NAME = late(r"[!-9;-~]+\Z")  # RFC 5322 section 3.6.8


def _header_name(value: str) -> str:
    if not _FIELD_NAME.match(value):
        advice = f"write `{value[:-1]}`, without the colon" if value.endswith(":") else ""
        raise wrong(f"{shown(value)} is no name of a header field", advice=advice)
    return value


HeaderName = Annotated[str, AfterValidator(_header_name)]


def _asks(value: object) -> str:
    """`true` and `false` ask whether the field is there; anything else is a text match."""
    word = value.casefold() if isinstance(value, str) else value
    return "(flag)" if word in ("true", "false", True, False) else "(test)"


HeaderTest = Annotated[
    Annotated[Flag, Tag("(flag)")] | Annotated[TextShape, Tag("(test)")], Discriminator(_asks)
]
