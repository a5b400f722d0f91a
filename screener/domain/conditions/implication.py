"""Whether one condition holds whenever another does, as far as that can be told by looking at both.

`False` means only that it cannot be told. So whoever is warned of a rule that another one hides is
right to be warned, and not every such rule is found.
"""

from dataclasses import replace
from fnmatch import fnmatchcase

from screener.domain.conditions.condition import (
    Addressed,
    AllOf,
    AnyOf,
    Classed,
    Condition,
    Having,
    Not,
    OneOf,
    Sized,
    Worded,
)
from screener.domain.people.handle import Handle, Kind, domain_of, parents
from screener.domain.text import TextMatch, collapse, fold


def implies(one: Condition, other: Condition) -> bool:
    """Whether `other` holds wherever `one` does."""
    match one, other:
        case _, AllOf(parts=parts):
            return all(implies(one, part) for part in parts)
        case AnyOf(parts=parts), _:
            return all(implies(part, other) for part in parts)
        case Not(part=not_one), Not(part=not_other):
            return implies(not_other, not_one)
        case AllOf(parts=parts), AnyOf(parts=others):
            return any(implies(part, other) for part in parts) or any(
                implies(one, each) for each in others
            )
        case AllOf(parts=parts), _:
            return any(implies(part, other) for part in parts)
        case _, AnyOf(parts=others):
            return any(implies(one, each) for each in others)
        case _:
            return _leaf_implies(one, other)


def covers(wide: Handle, narrow: Handle) -> bool:
    """Whether everybody whom the one handle covers is covered by the other."""
    if (wide.kind, wide.key, wide.name) == (narrow.kind, narrow.key, narrow.name):
        return True
    match wide.kind, narrow.kind:
        case Kind.DOMAIN, Kind.ADDRESS:
            return domain_of(narrow.key) == wide.key
        case Kind.SUBDOMAIN, Kind.ADDRESS:
            return _is_below(domain_of(narrow.key), wide.key)
        case Kind.SUBDOMAIN, Kind.DOMAIN | Kind.SUBDOMAIN:
            return _is_below(narrow.key, wide.key)
        case Kind.GLOB, Kind.ADDRESS:
            return fnmatchcase(narrow.key, wide.key)
        case Kind.PREFIX, Kind.NUMBER | Kind.PREFIX:
            return narrow.key.startswith(wide.key)
        case _:
            return False


def _is_below(domain: str, above: str) -> bool:
    return above in parents(domain.partition(".")[2])


def _leaf_implies(one: Condition, other: Condition) -> bool:
    if type(one) is not type(other):
        return False  # as most are
    match one, other:
        case Addressed(), Addressed():
            fields = (one.field, other.field)
            same = one.field == other.field or fields in (("to", "recipient"), ("cc", "recipient"))
            return same and all(
                any(covers(wide, narrow) for wide in other.handles) for narrow in one.handles
            )
        case Worded(), Worded():
            same = one.field == other.field
            return (same or (other.field == "text" and not other.match.none)) and _match_implies(
                one.match, other.match
            )
        case OneOf(), OneOf():
            return one.field == other.field and one.words <= other.words
        case Classed(), Classed():
            return one.classes <= other.classes
        case Having(), Having():
            return one.things <= other.things
        case Sized(), Sized():
            return _size_implies(one, other)
        case _:
            return _plain(one) == _plain(other)


def _match_implies(one: TextMatch, other: TextMatch) -> bool:
    if one == other:
        return True
    if other.none or other.all_ or not other.contains:
        return False
    if any(_match_implies(part, other) for part in one.all_):
        return True
    literals = (one.contains, one.is_, one.starts_with, one.ends_with, one.word)
    if one.regex is not None or all(single is None for single in literals):
        return False
    if other.case and not one.case:
        return False
    form = collapse if other.case else fold
    return all(
        any(form(piece) in form(written) for piece in other.contains)
        for single in literals
        for written in single or ()
    )


def _size_implies(one: Sized, other: Sized) -> bool:
    if one.operator[0] != other.operator[0]:
        return False
    if one.limit == other.limit:
        return other.operator in (one.operator, f"{one.operator}=")
    return (one.limit > other.limit) is (one.operator[0] == ">")


def _plain(condition: Condition) -> Condition:
    """Without the words in which it is written."""
    if isinstance(condition, AllOf | AnyOf | Not):
        return condition
    return replace(condition, expected="")
