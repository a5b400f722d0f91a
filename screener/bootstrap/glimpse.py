"""What a configuration with mistakes still says about the rules, so that theirs are told too."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from screener.config.places import expanded
from screener.config.rulebook.compiling import Own
from screener.domain.people.handle import address_key
from screener.domain.settings.setting_types import EmailAddress, Region
from screener.domain.settings.settings import DOORS_FILE, VERSION

_ADDRESS: TypeAdapter[str] = TypeAdapter(EmailAddress)
_REGION: TypeAdapter[str] = TypeAdapter(Region)


class Glimpse(NamedTuple):
    """Where the rules lie, absolute, and what they are checked against."""

    rules: Path
    doors: Path
    own: Own


def glimpsed(data: object, *, beside: Path, home: Path) -> Glimpse | None:
    """What can be made out; None if that is no configuration of this version, or has no rules."""
    if not isinstance(data, dict) or str(data.get("version", VERSION)) != VERSION:
        return None
    rules = beside / expanded(Path(_text(data, "rules") or "rules"), home)
    doors = _text(data, "doors")
    if not rules.is_dir():
        return None
    own = Own(
        accounts=frozenset(filter(None, (_text(one, "name") for one in _accounts(data)))),
        addresses=frozenset(map(address_key, _own_addresses(data))),
        region=next(_fitting(_REGION, [data.get("region")]), None),
        told=[
            (address, key)
            for key in ("witness", "hand_off_to")
            for address in _fitting(_ADDRESS, _several(data, key))
        ],
    )
    return Glimpse(
        rules, beside / expanded(Path(doors), home) if doors else rules / DOORS_FILE, own
    )


def _accounts(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (one for one in _several(data, "accounts") if isinstance(one, dict))


def _own_addresses(data: dict[str, Any]) -> Iterator[str]:
    for account in _accounts(data):
        yield from _fitting(_ADDRESS, [account.get("address"), *_several(account, "aliases")])


def _fitting(reading: TypeAdapter[str], written: list[Any]) -> Iterator[str]:
    """Those of the values that can be used as they are."""
    for one in written:
        try:
            yield reading.validate_python(one)
        except ValidationError:
            continue


def _several(data: dict[str, Any], key: str) -> list[Any]:
    found = data.get(key)
    return found if isinstance(found, list) else [found]


def _text(data: dict[str, Any], key: str) -> str | None:
    found = data.get(key)
    return found if isinstance(found, str) else None
