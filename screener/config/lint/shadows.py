"""Rules that another rule before them leaves nothing to decide: every finding is a warning.

Only what can be told by looking at two rules is told. A rule is held against those before it that
share a word or a sender with it, so that the cost does not grow with the square of their number.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from screener.config.complaint import Complaint
from screener.domain.conditions.condition import Addressed, AllOf, AnyOf, Condition, OneOf, Worded
from screener.domain.conditions.implication import implies
from screener.domain.conditions.prefilter import (
    Finder,
    Guard,
    Key,
    Pattern,
    Piece,
    guard_of,
    key_of,
    pieces_of,
)
from screener.domain.people.handle import Handle, Kind, domain_of, parents
from screener.domain.rules.rulebook import Rule
from screener.domain.text import TextMatch

_HELD_AGAINST = 200
"""So many rules that share a word or a sender are held against those that follow, and so many that
have neither."""

_COMPARISONS = 50_000
"""So many pairs of rules are looked at; whoever has thousands about one sender is told less."""

_WIDER = {"from": (), "reply_to": (), "recipient": (), "to": ("recipient",), "cc": ("recipient",)}


def lint_shadows(rules: Sequence[Rule]) -> Iterator[Complaint]:
    """One finding for each rule that can decide nothing, at its place."""
    guards = _guards_of(rules)
    earlier = _Earlier(guards)
    left = iter(range(_COMPARISONS))
    for rule, guard in zip(rules, guards, strict=True):
        hider = next(
            (one for one, _ in zip(earlier.near(rule), left, strict=False) if _hides(one, rule)),
            None,
        )
        if hider is not None:
            yield _hidden(rule, hider)
        if _decides(rule):
            earlier.add(rule, guard)


def _guards_of(rules: Iterable[Rule]) -> list[Guard | None]:
    """What each rule needs, and of several such things that which fewest other rules need."""
    needs = [
        [need for need in map(guard_of, _parts(rule.when)) if need is not None] for rule in rules
    ]
    often = Counter(chain.from_iterable(chain.from_iterable(needs)))

    def sharing(need: Guard) -> tuple[bool, int, bool]:
        unseen, shared, worded = False, 0, False
        for thing in need:
            shared += often[thing]
            if not isinstance(thing, Key):
                worded = True
                # What another rule asks for in a header or by a pattern is not looked at.
                unseen = unseen or isinstance(thing, Pattern) or thing.where == "header"
        return unseen, shared, worded

    return [min(each, key=sharing) if len(each) > 1 else next(iter(each), None) for each in needs]


def _parts(condition: Condition) -> tuple[Condition, ...]:
    """Conditions each of which must hold."""
    return condition.parts if isinstance(condition, AllOf) else (condition,)


def _hidden(rule: Rule, hider: Rule) -> Complaint:
    where = f"`{hider.name}` at line {hider.place.line} of {hider.place.file}"
    if not isinstance(hider.when, AllOf) or hider.when.parts:
        text = f"`{rule.name}` never decides: all that it matches, {where} matches before it"
        advice = "put it before that one, or give that one `continue: true`"
    else:
        text = f"`{rule.name}` is never tried: {where} matches everything"
        advice = "put the rule that matches everything last, or give it `continue: true`"
    return Complaint(place=rule.place, text=text, advice=advice, level="warning")


def _decides(rule: Rule) -> bool:
    lasting = rule.enabled and rule.until is None
    return lasting and not rule.continues and not rule.trial


def _hides(one: Rule, other: Rule) -> bool:
    """Whether every message that `other` could decide ends at `one`, which stands before it."""
    for_all = one.accounts is None or (
        other.accounts is not None and other.accounts <= one.accounts
    )
    # Somebody welcome, or inside a gate, meets only the rules that say so.
    passes_by = (other.speaks_of_welcome and not one.speaks_of_welcome) or (
        other.speaks_of_gates and not one.speaks_of_gates
    )
    return for_all and other.enabled and not passes_by and implies(other.when, one.when)


class _Earlier:
    """The rules that were seen and decide, under the words and senders of which they need one."""

    def __init__(self, guards: Iterable[Guard | None]) -> None:
        needed = {thing for guard in guards for thing in guard or ()}
        self._finder = Finder({one.piece for one in needed if isinstance(one, Piece)})
        keys = {tuple(one.key.split(":", 2)[:2]) for one in needed if isinstance(one, Key)}
        self._asked = {
            field: [(field, kind.name) in keys for kind in Kind]
            for field in {field for field, _ in keys}
        }
        """By field, whether any rule needs a handle of each kind."""
        self._under: dict[Key | Piece, list[Rule]] = defaultdict(list)
        self._unguarded: list[Rule] = []

    def add(self, rule: Rule, guard: Guard | None) -> None:
        """It stands before those that come."""
        if guard is None and len(self._unguarded) < _HELD_AGAINST:
            self._unguarded.append(rule)
        for thing in guard or ():
            if not isinstance(thing, Pattern) and len(under := self._under[thing]) < _HELD_AGAINST:
                under.append(rule)

    def near(self, rule: Rule) -> Iterator[Rule]:
        """Those that may hide it."""
        yield from self._unguarded
        for part in _parts(rule.when):
            for thing in self._there(part):
                yield from self._under.get(thing, ())

    def _there(self, condition: Condition) -> Iterator[Key | Piece]:
        """Some of what is there whenever the condition holds; of choices, the first."""
        match condition:
            case Addressed(field=field, handles=(first, *_)):
                for each in (field, *_WIDER[field]):
                    if each in self._asked:
                        yield from _covering(each, first, self._asked[each])
            case Worded(match=match):
                yield from self._pieces(match)
            case AllOf(parts=parts):
                for part in parts:
                    yield from self._there(part)
            case AnyOf(parts=(first, *_)):
                yield from self._there(first)
            case OneOf(field="contact", words=words):
                yield Key(f"contact:{min(words, default='')}")
            case _:
                return

    def _pieces(self, match: TextMatch) -> Iterator[Piece]:
        for text in _texts(match):
            for piece in self._finder.found(text):
                yield Piece("subject", piece)
                yield Piece("text", piece)


def _texts(match: TextMatch) -> Iterator[str]:
    """Texts that are there whenever the match holds; of choices, the first."""
    yield from pieces_of(match)[:1]
    for part in match.all_:
        yield from _texts(part)


def _covering(field: str, handle: Handle, asked: Sequence[bool]) -> Iterator[Key]:
    """The keys of every handle of the kinds asked for that covers this one."""
    kind, key = handle.kind, handle.key
    if asked[kind]:
        yield key_of(field, kind, key)
    if asked[Kind.DOMAIN] and kind is Kind.ADDRESS:
        yield key_of(field, Kind.DOMAIN, domain_of(key))
    if asked[Kind.SUBDOMAIN] and kind in (Kind.ADDRESS, Kind.DOMAIN, Kind.SUBDOMAIN):
        domain = domain_of(key) if kind is Kind.ADDRESS else key
        for above in parents(domain.partition(".")[2]):
            yield key_of(field, Kind.SUBDOMAIN, above)
    if asked[Kind.PREFIX] and kind in (Kind.NUMBER, Kind.PREFIX):
        for length in range(2, len(key)):
            yield key_of(field, Kind.PREFIX, key[:length])
