"""What the digest says and in which order, before it is a text or a page.

Both forms are made of these sections and of nothing else. Whatever others wrote is already on one
line, cut, and made visible here; it still has to be escaped.
"""

from collections.abc import Callable, Sequence
from enum import Enum
from functools import partial
from typing import NamedTuple, TypeVar

from screener.application.digest.form import wording
from screener.application.digest.form.entries import (
    Entry,
    of_answer,
    of_item,
    of_knocks,
    of_point,
    of_refusals,
    of_stay,
    possible,
)
from screener.application.digest.form.theirs import called
from screener.domain.digest.digest import Act, ByRule, Digest, Kind

T = TypeVar("T")

POINTS, CONTACTS, RULES, ITEMS, FIRST_CONTACTS = 60, 20, 30, 5, 10
"""So many of each are shown at most, however short they are: this is a mail for the morning."""


class Weight(Enum):
    """How much a section asks of the reader."""

    FIRST = "to be read before all others"
    REST = "to be looked through, as far as there is room"
    LAST = "always there, and short"


class Group(NamedTuple):
    """Entries under one heading, which may be empty; `hidden` more of them are not shown.

    `told` says how many there are, or is empty.
    """

    entries: Sequence[Entry]
    hidden: int = 0
    title: str = ""
    told: str = ""
    acts: Sequence[Act] = ()


class Section(NamedTuple):
    """Groups under one heading; `hidden` more of them are not shown. `of` is what a group is of."""

    title: str
    groups: Sequence[Group]
    weight: Weight = Weight.REST
    hidden: int = 0
    of: str = ""


def outline(digest: Digest) -> list[Section]:
    """The sections that have something to say, what needs the user first."""
    rules, on_trial = (
        [one for one in digest.rules if one.on_trial is on_trial] for on_trial in (False, True)
    )
    commands = digest.of(Kind.DONE, Kind.NOT_DONE)
    others = [one for one in digest.gates if not one.needs_you]
    sections = (
        Section(wording.NEEDS_YOU, _needing(digest), Weight.FIRST),
        Section(wording.CLOSED, _listed(digest.closed, of_knocks, digest, CONTACTS)),
        Section(wording.NEWS, _listed(digest.of(Kind.NEWS), of_point, digest, POINTS)),
        Section(wording.COMMANDS, _listed(commands, of_point, digest, POINTS)),
        Section(wording.GATES, _listed(others, of_stay, digest, CONTACTS)),
        Section(wording.FIRST_CONTACTS, _waiting(digest)),
        _by_rule(wording.RULES[digest.mode], rules, digest),
        _by_rule(wording.ON_TRIAL, on_trial, digest),
        Section(wording.ANSWERS, _listed(digest.replies, of_answer, digest, ITEMS)),
        Section(wording.NOT_ANSWERED, _listed(digest.refused, of_refusals, digest, CONTACTS)),
        Section(wording.IN_ALL, _in_all(digest), Weight.LAST),
    )
    return [section for section in sections if section.groups]


def acts_of(section: Section) -> list[Act]:
    """Everything that can be done in it."""
    return [
        act
        for group in section.groups
        for acts in (group.acts, *(entry.acts for entry in group.entries))
        for act in acts
    ]


def _listed(
    things: Sequence[T], told: Callable[[T, Digest], Entry], digest: Digest, most: int
) -> Sequence[Group]:
    if not things:
        return ()
    return [Group([told(one, digest) for one in things[:most]], max(0, len(things) - most))]


def _needing(digest: Digest) -> Sequence[Group]:
    entries = [
        *(partial(of_point, point) for point in digest.of(Kind.ALARM)),
        *(partial(of_point, point) for point in digest.of(Kind.PROPOSAL)),
        *(partial(of_stay, one) for one in digest.gates if one.needs_you),
        *(partial(of_point, point) for point in digest.of(Kind.ERROR)),
    ]
    return _listed(entries, lambda entry, digest: entry(digest), digest, POINTS)


def _waiting(digest: Digest) -> Sequence[Group]:
    waiting = digest.waiting
    if not waiting.count:
        return ()
    entries = [
        of_item(item._replace(outcome=""), digest) for item in waiting.items[:FIRST_CONTACTS]
    ]
    told = wording.left_in_inbox(waiting)
    return [Group(entries, max(0, waiting.count - len(entries)), told=told)]


def _by_rule(title: str, rules: Sequence[ByRule], digest: Digest) -> Section:
    groups = [_rule(rule, digest) for rule in rules[:RULES]]
    return Section(title, groups, hidden=max(0, len(rules) - RULES), of="rule")


def _rule(rule: ByRule, digest: Digest) -> Group:
    entries = [of_item(item, digest) for item in rule.items[:ITEMS]]
    return Group(
        entries,
        max(0, rule.count - len(entries)) if entries else 0,  # else it is only to be counted
        title=called(rule.rule),
        told=wording.counted(rule.count, "message"),
        acts=possible(rule.acts),
    )


def _in_all(digest: Digest) -> Sequence[Group]:
    entries = []
    if not digest.at_once and (not digest.is_empty or digest.balance.came):
        entries.append(Entry(text=wording.balance(digest)))
    if digest.paused:
        pause = Entry(text=wording.PAUSED, acts=(wording.END_PAUSE,), about="the pause ends")
        entries.append(pause)
    return [Group(entries)] if entries else ()
