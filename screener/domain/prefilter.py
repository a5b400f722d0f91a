"""Which rules may hold for an event, told without looking at each of them.

Every rule is put under its *guard*: things of which one must be there for the rule to hold, such as
a sender's address or a piece of the subject. A guard is necessary and never sufficient: what comes
out is a superset, in the order of the files, and a rule that depends on what was not read is always
in it. The cost does not grow with the number of rules that have a guard.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from heapq import merge
from itertools import chain, groupby
from typing import Literal, NamedTuple

import re2

from screener.domain.condition import (
    Addressed,
    AllOf,
    AnyOf,
    Condition,
    Headed,
    OneOf,
    Worded,
    headers_asked,
)
from screener.domain.event import Caller
from screener.domain.handle import (
    ANONYMOUS,
    Handle,
    Kind,
    address_key,
    domain_of,
    parents,
)
from screener.domain.scene import ADDRESS_FIELDS, Scene
from screener.domain.text import Text, TextMatch, fold, text_of

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

_GRAM = 4
"""Characters by which a piece is looked up; more tell pieces better apart, fewer fit into more."""

_MEMORY = 64 << 20
"""Octets that the machine of all patterns may take; beyond, every rule with a pattern is tried."""


def guard_of(condition: Condition) -> Guard | None:
    """Things of which one must be there for the condition to hold; None if it cannot be told."""
    match condition:
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


class Prefilter:
    """Rules by number, made ready once; `conditions` are theirs in the order of the files."""

    def __init__(self, conditions: Iterable[Condition]) -> None:
        self._always: list[int] = []
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._texts: dict[Where, _Texts] = {
            "subject": _Texts(),
            "header": _Texts(),
            "text": _Texts(),
        }
        self._headers: set[str] = set()
        for number, condition in enumerate(conditions):
            self._headers |= headers_asked(condition)
            guard = guard_of(condition)
            if guard is None:
                self._always.append(number)
            for thing in guard or ():
                if isinstance(thing, Key):
                    self._by_key[thing.key].append(number)
                else:
                    self._texts[thing.where].put(thing, number)

    def may_hold(self, scene: Scene) -> Iterator[int]:
        """The numbers of the rules that may hold or are unknown, ascending, each once."""
        found: list[Sequence[int]] = [self._always]
        keys = _keys(scene, self._fields) if self._by_key else ()
        found += [self._by_key[key] for key in keys if key in self._by_key]
        for where, texts in self._looked_at:
            found += texts.found(self._read(where, scene))
        found = [numbers for numbers in found if numbers]
        if len(found) < 2:
            return iter(found[0] if found else ())
        return (number for number, _ in groupby(merge(*found)))

    @cached_property
    def _looked_at(self) -> list[tuple[Where, "_Texts"]]:
        """The places in which any rule looks for a text."""
        return [(where, texts) for where, texts in self._texts.items() if texts]

    @cached_property
    def _fields(self) -> list[str]:
        """The fields whose addresses any rule asks about."""
        asked = {key.partition(":")[0] for key in self._by_key}
        return [field for field in ADDRESS_FIELDS if field in asked]

    def _read(self, where: Where, scene: Scene) -> Sequence[Text] | None:
        """The texts of that place; None if not all of them were read."""
        match where:
            case "subject":
                return (scene.subject, scene.transcript)
            case "header":
                headers = scene.mail.headers
                if not headers.keys() >= self._headers:
                    return None
                return [text_of(value) for values in headers.values() for value in values]
            case "text":
                body = scene.body
                return None if body is None else (scene.subject, scene.transcript, body)


class _Texts:
    """Pieces and patterns of one place, with the rules that each stands for."""

    def __init__(self) -> None:
        self._pieces: dict[str, list[int]] = defaultdict(list)
        self._patterns: dict[str, list[int]] = defaultdict(list)

    def __bool__(self) -> bool:
        return bool(self._pieces or self._patterns)

    def put(self, thing: Piece | Pattern, number: int) -> None:
        """Numbers come in ascending order."""
        if isinstance(thing, Piece):
            self._pieces[thing.piece].append(number)
        else:
            self._patterns[thing.pattern].append(number)

    def found(self, texts: Sequence[Text] | None) -> list[Sequence[int]]:
        """The rules of everything that is found; of all that is looked for if nothing was read."""
        if texts is None:
            return [self._all]
        pieces = {piece for text in texts for piece in self._finder.found(text.folded)}
        patterns = {pattern for text in texts for pattern in self._machine.found(text.plain)}
        return [
            *(self._pieces[piece] for piece in pieces),
            *(self._patterns[pattern] for pattern in patterns),
        ]

    @cached_property
    def _all(self) -> list[int]:
        return sorted(set(chain(*self._pieces.values(), *self._patterns.values())))

    @cached_property
    def _finder(self) -> "Finder":
        return Finder(self._pieces)

    @cached_property
    def _machine(self) -> "_Machine":
        return _Machine(self._patterns)


class Finder:
    """Finds which of many pieces stand in a text, in one pass over the text.

    Each piece is looked up by that of its grams which fewest others have.
    """

    def __init__(self, pieces: Collection[str]) -> None:
        often = Counter(gram for piece in pieces for gram in _grams(piece))
        self._by_gram: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for piece in pieces:
            rarest = min(_grams(piece), key=lambda gram: (often[gram], gram), default="")
            self._by_gram[len(rarest)][rarest].append(piece)

    def found(self, text: str) -> Iterator[str]:
        """Every piece that stands in the text, in no order."""
        for size, by_gram in self._by_gram.items():
            grams = {text[start : start + size] for start in range(len(text) - size + 1)}
            for gram in grams & by_gram.keys():
                yield from (piece for piece in by_gram[gram] if piece in text)


class _Machine:
    """Finds which of many patterns are found in a text, in one pass over the text."""

    def __init__(self, patterns: Collection[str]) -> None:
        self._patterns = tuple(patterns)
        self._set = _set_of(("", *patterns)) if patterns else None

    def found(self, text: str) -> Iterable[str]:
        """Every pattern that is found; all of them if they are too many for one machine."""
        if self._set is None:
            return self._patterns
        numbers = self._set.Match(text)
        # The first pattern is found in everything: without it the machine gave up.
        if 0 not in numbers:
            return self._patterns
        return (self._patterns[number - 1] for number in numbers if number)


def _set_of(patterns: Iterable[str]) -> "re2.Set | None":
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    machine = re2.Set.SearchSet(options)
    try:
        for pattern in patterns:
            machine.Add(pattern)
        machine.Compile()
    except re2.error:
        return None
    return machine


def _grams(piece: str) -> set[str]:
    size = min(_GRAM, len(piece))
    return {piece[start : start + size] for start in range(len(piece) - size + 1)}


def _of_handle(field: str, handle: Handle) -> Guard | None:
    kinds: tuple[Kind, ...] = (handle.kind,)
    key = handle.key
    if handle.kind is Kind.RELAY:
        kinds = (Kind.DOMAIN, Kind.SUBDOMAIN)
    elif handle.kind is Kind.GLOB:
        kinds, key = (Kind.DOMAIN,), domain_of(handle.key)
        if not key or set(key) & set("*?["):
            return None
    return frozenset(key_of(field, kind, key) for kind in kinds)


def key_of(field: str, kind: Kind, key: str) -> Key:
    """The key under which a handle of that kind is put."""
    return Key(_key(field, kind, key))


def _of_match(match: TextMatch, where: Where) -> Guard | None:
    """Of the single tests one must hold, of `all` each."""
    guards = [_of_match(part, where) for part in match.all_] if match.all_ else []
    if match.has_single_tests:
        pieces = (Piece(where, piece) for piece in pieces_of(match))
        patterns = (Pattern(where, _cased(one, match.case)) for one in match.regex or ())
        guards.append(frozenset(chain(pieces, patterns)))
    return _cheapest(guards)


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
    known = [guard for guard in guards if guard is not None]
    return min(known, key=_cost) if len(known) > 1 else next(iter(known), None)


def _cost(guard: Guard) -> tuple[int, int]:
    costs = [0 if isinstance(thing, Key) else _COST[thing.where] for thing in guard]
    return max(costs, default=0), len(costs)


def _keys(scene: Scene, fields: Iterable[str]) -> Iterator[str]:
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
        yield _key("from", Kind.ANONYMOUS, ANONYMOUS)
        return
    yield _key("from", Kind.NUMBER, caller.number)
    for length in range(2, len(caller.number) + 1):
        yield _key("from", Kind.PREFIX, caller.number[:length])


@lru_cache(maxsize=16384)
def _keys_of_address(field: str, address: str) -> tuple[str, ...]:
    """Every key under which an exact handle that covers the address may have been put."""
    key = address_key(address)
    domain = domain_of(key)
    return (
        _key(field, Kind.ADDRESS, key),
        _key(field, Kind.DOMAIN, domain),
        *(_key(field, Kind.SUBDOMAIN, parent) for parent in parents(domain.partition(".")[2])),
    )


def _key(field: str, kind: Kind, key: str) -> str:
    return f"{field}:{kind.name}:{key}"
