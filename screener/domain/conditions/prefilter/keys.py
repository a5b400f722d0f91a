"""What an event has that can be looked up: the handles of its people, under the field of each."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from screener.domain.conditions.scene import Scene
from screener.domain.people.handle import ANONYMOUS, Kind, address_key, domain_of, parents
from screener.domain.record.event import Caller

_NAMES = tuple(kind.name for kind in Kind)
"""An enum takes its time to tell its name."""


def key_text(field: str, kind: Kind, key: str) -> str:
    """The key under which a handle of that kind is looked up in that field."""
    return f"{field}:{_NAMES[kind]}:{key}"


def keys_of(scene: Scene, fields: Iterable[str]) -> Iterator[str]:
    """Every key that the event has, in these fields."""
    if scene.met.contact:
        yield f"contact:{scene.met.contact.casefold()}"
    if scene.caller is not None:
        yield from _keys_of_caller(scene.caller)
    for field in fields:
        if field == "from" and scene.caller is not None:
            continue
        for address in scene.addresses(field):
            yield from _keys_of_address(field, address.address)


def _keys_of_caller(caller: Caller) -> Iterator[str]:
    if caller.number is None:
        yield key_text("from", Kind.ANONYMOUS, ANONYMOUS)
        return
    yield key_text("from", Kind.NUMBER, caller.number)
    for length in range(2, len(caller.number) + 1):
        yield key_text("from", Kind.PREFIX, caller.number[:length])


@lru_cache(maxsize=2048)
def _keys_of_address(field: str, address: str) -> tuple[str, ...]:
    """Every key under which an exact handle that covers the address may have been put."""
    key = address_key(address)
    domain = domain_of(key)
    return (
        key_text(field, Kind.ADDRESS, key),
        key_text(field, Kind.DOMAIN, domain),
        *(key_text(field, Kind.SUBDOMAIN, parent) for parent in parents(domain.partition(".")[2])),
    )
