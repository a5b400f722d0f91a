"""Handles and patterns of handles, as they are written in contacts and conditions."""

from functools import partial
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainValidator,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)
from typing_extensions import TypeAliasType

from screener.config.fields import wrong
from screener.config.language.shape import one_or_many
from screener.config.language.surroundings import LIST, all_sought, surroundings
from screener.domain.late import late
from screener.domain.people.handle import Handle, parse_handle, plain_handle, relay
from screener.domain.settings.setting_types import EmailAddress
from screener.domain.written import shown

_BETWEEN_WORDS = late(r"[\s<>,;:\"()\[\]]+")

_LISTED = 5
"""So many addresses are listed as they are to be written."""


def _handles(value: object, info: ValidationInfo) -> tuple[Handle, ...]:
    region = surroundings(info).region
    match value:
        case str() if value.startswith(LIST):
            name = value.removeprefix(LIST)
            read = partial(_member, name=name, info=info)
            return surroundings(info).lists.members(name, "handles", read)
        case str() if len(several := _addresses(value)) > 1:
            told = f"{shown(value)} is more than one address"
            listed = f", or `[{', '.join(several)}]`" if len(several) <= _LISTED else ""
            raise wrong(told, advice=f"write each on a line of its own{listed}")
        case str():
            return (parse_handle(value, region=region),)
        case {"via": str(via), "name": str(name), **rest} if not rest:
            return (relay(via=via, name=name),)
        case None:
            raise ValueError("a handle is missing here")
        case _:
            raise ValueError(
                "this is no handle: write an address, a domain, a number, `list:NAME` or"
                ' `{via: linkedin.com, name: "…"}`'
            )


def _addresses(text: str) -> list[str]:
    """The addresses in a text, if there may be several."""
    words = _BETWEEN_WORDS.split(text) if text.count("@") > 1 else ()
    return [word for word in words if "@" in word[1:] and "." in word.rpartition("@")[2]]


def _member(value: object, *, name: str, info: ValidationInfo) -> Handle:
    try:
        return _one_handle(value, info)
    except ValueError as error:
        raise ValueError(f"in the list `{name}`: {error}") from error


def _one_handle(value: object, info: ValidationInfo) -> Handle:
    if isinstance(value, str) and value.startswith(LIST):
        raise ValueError("a list cannot stand here: write each handle on its own line")
    return _handles(value, info)[0]


HANDLE_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": ["string", "integer"]},
        {
            "type": "object",
            "properties": {
                "via": {
                    "type": "string",
                    "description": "The service that writes for many.",
                    "examples": ["linkedin.com"],
                },
                "name": {
                    "type": "string",
                    "description": "The name of the person, as the service writes it.",
                    "examples": ["John Street"],
                },
            },
            "required": ["via", "name"],
            "additionalProperties": False,
        },
    ]
}

# Of what these validators make nothing is to be checked: told the type, pydantic would take it
# apart in every model that has one.
OneHandle = Annotated[Any, PlainValidator(_one_handle), WithJsonSchema(HANDLE_SCHEMA)]
"""One handle, as contacts have them."""

Addresses = Annotated[tuple[EmailAddress, ...], Field(min_length=1), BeforeValidator(one_or_many)]
"""One or several addresses to write to."""


def _plain_handles(value: object, read: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
    """Most patterns are nothing but plain handles, of which there is nothing to ask."""
    found: list[Handle] = []
    for one in value if isinstance(value, list) else (value,):
        plain = plain_handle(one) if isinstance(one, str) else None
        if plain is None:
            return read(value)
        found.append(plain)
    return all_sought([tuple(found)], info) if found else read(value)


_HandleGroup = Annotated[Any, PlainValidator(_handles), WithJsonSchema(HANDLE_SCHEMA)]

Patterns = TypeAliasType(
    "Patterns",
    Annotated[
        tuple[_HandleGroup, ...],
        Field(min_length=1),
        BeforeValidator(one_or_many),
        AfterValidator(all_sought),
        WrapValidator(_plain_handles),
    ],
)
"""One or several handle patterns, or `list:NAME`."""
