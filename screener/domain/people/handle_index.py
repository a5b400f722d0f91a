"""What belongs to a handle, found by whoever writes or calls."""

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import translate
from typing import Generic, TypeVar

from screener.domain.people.handle import (
    ANONYMOUS,
    Handle,
    Kind,
    address_key,
    domain_of,
    parents,
    with_tag,
)
from screener.domain.text import fold

T = TypeVar("T")
K = TypeVar("K")


class HandleIndex(Generic[T]):
    """Finds what belongs to a handle in time that does not grow with the number of handles.

    Only globs and number prefixes are tried one by one. What was put in first wins a tie.
    """

    def __init__(self, entries: Iterable[tuple[Handle, T]]) -> None:
        self._exact: list[dict[str, tuple[Handle, T]]] = [{} for _ in Kind]
        self._globs: list[tuple[re.Pattern[str], Handle, T]] = []
        self._relays: dict[tuple[str, str], tuple[Handle, T]] = {}
        for handle, thing in entries:
            if handle.kind is Kind.GLOB:
                self._globs.append((re.compile(translate(handle.key)), handle, thing))
            elif handle.kind is Kind.RELAY:
                self._relays.setdefault((handle.key, handle.name), (handle, thing))
            else:
                self._exact[handle.kind].setdefault(handle.key, (handle, thing))

    def address(self, address: str, *, name: str = "") -> tuple[Handle, T] | None:
        """What the most specific handle that covers this address stands for."""
        return next(self.all_of_address(address, name=name), None)

    def caller(self, number: str | None, *, withheld: bool) -> tuple[Handle, T] | None:
        """What the most specific handle that covers this caller stands for."""
        return next(self.all_of_caller(number, withheld=withheld), None)

    def all_of_address(self, address: str, *, name: str = "") -> Iterator[tuple[Handle, T]]:
        """Everything that covers this address, the most specific first."""
        key = address_key(address)
        domain = domain_of(key)
        if self._relays:
            folded = fold(name)
            yield from _found(self._relays, ((parent, folded) for parent in parents(domain)))
        addresses, domains = self._exact[Kind.ADDRESS], self._exact[Kind.DOMAIN]
        if key in addresses:
            yield addresses[key]
        if self._globs:
            tagged = with_tag(address)
            for pattern, handle, thing in self._globs:
                if pattern.match(tagged) or pattern.match(key):
                    yield handle, thing
        if domain in domains:
            yield domains[domain]
        if self._exact[Kind.SUBDOMAIN]:
            yield from _found(self._exact[Kind.SUBDOMAIN], parents(domain.partition(".")[2]))

    def all_of_caller(self, number: str | None, *, withheld: bool) -> Iterator[tuple[Handle, T]]:
        """Everything that covers this caller, the most specific first."""
        if number is None:
            yield from _found(self._exact[Kind.ANONYMOUS], (ANONYMOUS,) if withheld else ())
            return
        yield from _found(self._exact[Kind.NUMBER], (number,))
        if prefixes := self._exact[Kind.PREFIX]:
            yield from _found(prefixes, (number[:length] for length in range(len(number), 1, -1)))


def _found(things: Mapping[K, T], keys: Iterable[K]) -> Iterator[T]:
    return (things[key] for key in keys if key in things)
