"""Rules that ask for what never is, or for what is never done: every finding is a warning.

Looked at are the conditions that must hold in any case, and not what stands under `any` and `not`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from screener.config.complaint import Complaint, closest, quoted_words
from screener.domain.conditions.condition import (
    Addressed,
    AllOf,
    Authenticated,
    Condition,
    OneOf,
    Worded,
    leaves,
)
from screener.domain.conditions.implication import covers
from screener.domain.people.contact import Contact
from screener.domain.people.handle import Handle, Kind, domain_of, parents
from screener.domain.record.decision import Door
from screener.domain.record.effect import MOVES, Do
from screener.domain.rules.decide import ADDING_UP, REPLACEABLE
from screener.domain.rules.rulebook import Rule, Rulebook
from screener.domain.settings.settings import Account, Settings
from screener.domain.text import fold

_GUESSED_AMONG = 500
"""Among more names than these nobody is told which one was probably meant: it takes too long."""

_WHO_AND_WHAT = (Addressed, Worded)
"""Most rules ask for nothing else, and so for nothing of which there is much to say."""

_AT_A_CLOSED_DOOR = ADDING_UP | REPLACEABLE | {Do.PRESERVE}


def lint_reach(rulebook: Rulebook, settings: Settings) -> Iterator[Complaint]:
    """Every finding about every rule that is switched on."""
    doors = _Doors(rulebook.directory.contacts)
    people = _People(rulebook.directory.contacts)
    for rule in rulebook.rules:
        if rule.enabled:
            needed, asked = _needed(rule.when), list(leaves(rule.when))
            if asked and all(isinstance(one, _WHO_AND_WHAT) for one in asked):
                yield from _decided_by_doors(rule, needed, doors)
                continue
            accounts = [one for one in settings.accounts if _concerns(rule, one)]
            words = _words(needed)
            yield from _never_holds(rule, needed, words, accounts)
            yield from _nobody(rule, asked, people)
            yield from _decided_by_doors(rule, needed, doors)
            yield from _not_at_a_closed_door(rule, words)
            yield from _hides_all(rule, asked)
    yield from _almost_the_same(rulebook.rules)


def _never_holds(
    rule: Rule,
    needed: Sequence[Condition],
    words: Mapping[str, Collection[str]],
    accounts: Sequence[Account],
) -> Iterator[Complaint]:
    for field, left in words.items():
        if not left:
            text = f"`{rule.name}` never holds: no message has two values of `{field}`"
            yield _warning(rule, text, "one of them is enough, or write them as a list")
        elif field == "folder" and _watched(accounts).isdisjoint(left):
            text = f"`{rule.name}` never holds: {_folders(accounts)} screened"
            yield _warning(rule, text, "add the folder under `watch` in the configuration")
        elif field == "kind":
            yield from _not_of_that_kind(rule, needed, left)
    wants_trust = any(isinstance(one, Authenticated) and one.wanted for one in needed)
    if wants_trust and accounts and not any(account.trusted_authserv for account in accounts):
        text = (
            f"`{rule.name}` never holds: no account has a `trusted_authserv` to vouch for senders"
        )
        advice = "`screener doctor` shows the authserv-ids that were seen; name your server's"
        yield _warning(rule, text, advice)


def _watched(accounts: Sequence[Account]) -> set[str]:
    return {fold(folder) for account in accounts for folder in account.watch}


def _not_of_that_kind(
    rule: Rule, needed: Sequence[Condition], kinds: Collection[str]
) -> Iterator[Complaint]:
    for one in needed:
        if not isinstance(one, Worded):
            continue
        if one.field in ("subject", "body") and "email" not in kinds:
            text = f"`{rule.name}` never holds: only an email has a `{one.field}`"
            yield _warning(rule, text, "look at the `transcript` of a voicemail")
        elif one.field == "transcript" and "voicemail" not in kinds:
            text = f"`{rule.name}` never holds: only a voicemail has a `transcript`"
            yield _warning(rule, text, "add `voicemail` to `kind`")


def _words(needed: Sequence[Condition]) -> dict[str, frozenset[str]]:
    """By field, the words that are left once every condition about it is met."""
    left: dict[str, frozenset[str]] = {}
    for one in needed:
        if isinstance(one, OneOf) and one.field != "tagged":
            left[one.field] = left.get(one.field, one.words) & one.words
    return left


def _folders(accounts: Sequence[Account]) -> str:
    watched = dict.fromkeys(folder for account in accounts for folder in account.watch)
    return f"only {quoted_words(watched)} {'is' if len(watched) == 1 else 'are'}"


class _People:
    """How everybody in the user's files is called; made ready when a rule asks for somebody."""

    def __init__(self, contacts: Collection[Contact]) -> None:
        self._contacts = contacts

    def near(self, word: str) -> str | None:
        """The name that was probably meant."""
        among_few = len(self._contacts) <= _GUESSED_AMONG
        return closest(word, (one.line for one in self._contacts)) if among_few else None

    @cached_property
    def known(self) -> frozenset[str]:
        """Every name, casefolded."""
        return frozenset(one.line.casefold() for one in self._contacts)


def _nobody(rule: Rule, asked: Iterable[Condition], people: _People) -> Iterator[Complaint]:
    for one in asked:
        if not isinstance(one, OneOf) or one.field != "contact":
            continue
        for word in sorted(one.words):
            if "@" not in word and not word.startswith("+") and word not in people.known:
                near = people.near(word)
                written = (each for each in one.expected.split(", ") if each.casefold() == word)
                text = f"`{rule.name}`: nobody in your files is called `{next(written, word)}`"
                text += f"; did you mean `{near}`?" if near else ""
                yield _warning(rule, text, "names stand under `contacts`, `closed` and `welcome`")


class _Doors:
    """Under which door every handle of the user's lines stands."""

    def __init__(self, contacts: Collection[Contact]) -> None:
        self._contacts = contacts

    def of_all(self, handles: Collection[Handle]) -> Door | None:
        """The door that is everybody's whom these cover, None if they have several or none."""
        if not self._contacts:
            return None
        doors = {self._of(handle) for handle in handles}
        return doors.pop() if len(doors) == 1 else None

    def _of(self, handle: Handle) -> Door | None:
        domain = domain_of(handle.key) if handle.kind is Kind.ADDRESS else handle.key
        found = [self._lines[handle.kind].get(handle.key), self._lines[Kind.DOMAIN].get(domain)]
        if below := self._lines[Kind.SUBDOMAIN]:
            found += map(below.get, parents(domain.partition(".")[2]))
        for line in found:
            if line is not None and any(covers(one, handle) for one in line.handles):
                return line.door
        return None

    @cached_property
    def _lines(self) -> Sequence[Mapping[str, Contact]]:
        """By kind of handle."""
        lines: list[dict[str, Contact]] = [{} for _ in Kind]
        for contact in self._contacts:
            if contact.door is not Door.OPEN and contact.until is None:
                for handle in contact.handles:
                    lines[handle.kind].setdefault(handle.key, contact)
        return lines


def _decided_by_doors(
    rule: Rule, needed: Sequence[Condition], doors: _Doors
) -> Iterator[Complaint]:
    for one in needed:
        if not isinstance(one, Addressed) or one.field != "from":
            continue
        door = doors.of_all(one.handles)
        if door is Door.WELCOME and not rule.speaks_of_welcome:
            text = f"`{rule.name}` is never tried: everybody whom it is about is welcome"
            yield _warning(rule, text, "write `door: welcome` under `when` if it is for them")
        elif door is Door.CLOSED and not rule.speaks_of_closed:
            lost = [action.do.value for action in rule.then if action.do not in ADDING_UP]
            if lost:
                text = (
                    f"`{rule.name}` never does {quoted_words(dict.fromkeys(lost))}: the door of"
                    " everybody whom it is about is closed"
                )
                yield _warning(rule, text, "write `door: closed` under `when`, or open the door")


def _not_at_a_closed_door(rule: Rule, words: Mapping[str, Collection[str]]) -> Iterator[Complaint]:
    if words.get("door") != {Door.CLOSED.value}:
        return
    lost = [action.do.value for action in rule.then if action.do not in _AT_A_CLOSED_DOOR]
    if lost:
        text = f"`{rule.name}` never does {quoted_words(lost)}: that is not done at a closed door"
        yield _warning(rule, text, "nothing is answered there; take it out")


def _hides_all(rule: Rule, asked: Iterable[Condition]) -> Iterator[Complaint]:
    """A rule that moves whatever is left, so that nothing stays where the user looks."""
    unconditional = not any(
        not isinstance(leaf, OneOf) or leaf.field != "kind" or "email" not in leaf.words
        for leaf in asked
    )
    moves = next((action for action in rule.then if action.do in MOVES), None)
    if unconditional and moves is not None and not rule.trial:
        where = "the trash" if moves.do is Do.TRASH else f"`{moves.value}`"
        text = f"`{rule.name}` moves all mail that no rule before it decides to {where}"
        yield _warning(rule, text, "mail that no rule is about stays in the inbox by itself")


def _almost_the_same(rules: Sequence[Rule]) -> Iterator[Complaint]:
    """Folders whose names differ in a way that nobody sees and every server minds."""
    first: dict[str, tuple[str, Rule]] = {}
    same: set[str] = set()
    for rule in rules:
        for action in rule.then:
            if action.do not in (Do.FILE, Do.COPY):
                continue
            for folder in (action.value,) if isinstance(action.value, str) else action.value:
                if folder in same:
                    continue
                known, where = first.setdefault(fold(folder), (folder, rule))
                if known == folder:
                    same.add(folder)
                else:
                    text = f"`{folder}` and `{known}` of `{where.name}` are two folders"
                    yield _warning(rule, text, "write the name in one way")


def _needed(condition: Condition) -> list[Condition]:
    """The conditions that must hold for the whole to hold."""
    if isinstance(condition, AllOf):
        return [one for part in condition.parts for one in _needed(part)]
    return [condition]


def _concerns(rule: Rule, account: Account) -> bool:
    return rule.accounts is None or account.name in rule.accounts


def _warning(rule: Rule, text: str, advice: str) -> Complaint:
    return Complaint(place=rule.place, text=text, advice=advice, level="warning")
