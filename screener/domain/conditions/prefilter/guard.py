"""The guard of a condition: things of which one must be there for it to hold.

A guard is necessary and never sufficient.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from screener.domain.conditions.condition import (
    Addressed,
    AllOf,
    AnyOf,
    Condition,
    Headed,
    OneOf,
    Worded,
)
from screener.domain.conditions.prefilter.keys import key_text
from screener.domain.people.handle import Handle, Kind, domain_of
from screener.domain.text import TextMatch, fold

Where = Literal["subject", "header", "text"]
"""The texts in which a piece is looked for; only `text` has what the header does not tell."""


class Key(NamedTuple):
    """Something that an event has or has not, such as `from:DOMAIN:firm.example`."""

    key: str


class Piece(NamedTuple):
    """A folded piece of a text."""

    where: Where
    piece: str


class Pattern(NamedTuple):
    """A pattern of RE2 that is found in a text."""

    where: Where
    pattern: str


Guard = frozenset[Key | Piece | Pattern]

_COST = {"subject": 1, "header": 2, "text": 3}
"""What looking costs: keys are at hand, the words of a message must be read first."""

_ONE_KEY = (0, 1)


def guard_of(condition: Condition) -> Guard | None:
    """Things of which one must be there for the condition to hold; None if it cannot be told."""
    match condition:
        case Addressed(field=field, handles=(handle,)):
            return _of_handle(field, handle)
        case Addressed(field=field, handles=handles):
            return _union(_of_handle(field, handle) for handle in handles)
        case OneOf(field="contact", words=words):
            return frozenset(Key(f"contact:{word}") for word in words)
        case Worded(field=field, match=match):
            return _of_match(match, "subject" if field in ("subject", "transcript") else "text")
        case Headed(match=TextMatch() as match):
            return _of_match(match, "header")
        case AllOf(parts=parts):
            return _cheapest(guard_of(part) for part in parts)
        case AnyOf(parts=parts):
            return _union(guard_of(part) for part in parts)
        case _:
            return None


def key_of(field: str, kind: Kind, key: str) -> Key:
    """The key under which a handle of that kind is put."""
    return Key(key_text(field, kind, key))


def _of_handle(field: str, handle: Handle) -> Guard | None:
    if handle.kind is Kind.RELAY:
        kinds = (Kind.DOMAIN, Kind.SUBDOMAIN)
        return frozenset(key_of(field, kind, handle.key) for kind in kinds)
    if handle.kind is Kind.GLOB:
        domain = domain_of(handle.key)
        if not domain or set(domain) & set("*?["):
            return None
        return frozenset((key_of(field, Kind.DOMAIN, domain),))
    return frozenset((key_of(field, handle.kind, handle.key),))


def _of_match(match: TextMatch, where: Where) -> Guard | None:
    """Of the single tests one must hold, of `all` each."""
    single = _of_single_tests(match, where) if match.has_single_tests else None
    if not match.all_:
        return single
    return _cheapest([*(_of_match(part, where) for part in match.all_), single])


def _of_single_tests(match: TextMatch, where: Where) -> Guard:
    pieces = [Piece(where, piece) for piece in pieces_of(match)]
    patterns = [Pattern(where, _cased(one, match.case)) for one in match.regex or ()]
    return frozenset([*pieces, *patterns])


def pieces_of(match: TextMatch) -> list[str]:
    """The folded pieces of its single tests; but for patterns, one must be there if any is."""
    return [fold(piece) for single in _literals(match) for piece in single or ()]


def _literals(match: TextMatch) -> tuple[tuple[str, ...] | None, ...]:
    return (match.contains, match.is_, match.starts_with, match.ends_with, match.word)


def _cased(pattern: str, case: bool) -> str:  # noqa: FBT001  as TextMatch has it
    return pattern if case else f"(?i:{pattern})"


def _union(guards: Iterable[Guard | None]) -> Guard | None:
    found: set[Key | Piece | Pattern] = set()
    for guard in guards:
        if guard is None:
            return None
        found |= guard
    return frozenset(found)


def _cheapest(guards: Iterable[Guard | None]) -> Guard | None:
    cheapest, least = None, (0, 0)
    for guard in guards:
        if guard is None:
            continue
        cost = _cost(guard)
        if cheapest is None or cost < least:
            cheapest, least = guard, cost
        if least <= _ONE_KEY:
            break  # nothing is cheaper, and the guards of most rules are like that
    return cheapest


def _cost(guard: Guard) -> tuple[int, int]:
    costs = [0 if isinstance(thing, Key) else _COST[thing.where] for thing in guard]
    return max(costs, default=0), len(costs)
