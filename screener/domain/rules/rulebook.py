"""The rules as they are in force: compiled once, then only read.

A rule is tried only if the prefilter says that it may hold, so the cost of a decision does not grow
with the number of rules.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from operator import or_
from types import MappingProxyType

from screener.domain.conditions.condition import (
    EVERYTHING,
    Condition,
    headers_asked,
    history_asked,
    names_door,
    names_door_at_top,
    names_gate,
)
from screener.domain.conditions.prefilter import Prefilter
from screener.domain.conditions.scene import Scene
from screener.domain.gates.gate import Gate
from screener.domain.letters.template import Template
from screener.domain.people.contact import Contact, Directory
from screener.domain.place import Place
from screener.domain.record.decision import Door
from screener.domain.record.effect import Action, Do
from screener.domain.record.history import NOTHING_ASKED, Asked

_DECLINE = "decline: "


def with_decline(template: str) -> str:
    """The value of `close` where it owes an answer."""
    return f"{_DECLINE}{template}"


def decline_of(value: str) -> str | None:
    """The template that such a value names; None for plain `close: true`."""
    return value.removeprefix(_DECLINE) if value.startswith(_DECLINE) else None


@dataclass(frozen=True, kw_only=True)  # there may be tens of thousands
class Rule:
    """One rule. `until` is the first day in the account's calendar on which it is retired."""

    name: str
    when: Condition = EVERYTHING
    then: tuple[Action, ...]
    continues: bool = False
    enabled: bool = True
    trial: bool = False
    accounts: frozenset[str] | None = None
    until: date | None = None
    place: Place

    @cached_property
    def speaks_of_closed(self) -> bool:
        """Whether `door: closed` stands at the top of its `when`."""
        return names_door_at_top(self.when, Door.CLOSED)

    @cached_property
    def speaks_of_welcome(self) -> bool:
        """Whether `door: welcome` stands in its `when`."""
        return names_door(self.when, Door.WELCOME)

    @cached_property
    def speaks_of_gates(self) -> bool:
        """Whether `gate` stands in its `when`: then it goes before the gate itself."""
        return names_gate(self.when)


class Rulebook:
    """All rules in their order, everybody whom the files name, and the answers by name.

    `own` are canonical addresses of the user, whose door nobody closes.
    """

    def __init__(
        self,
        rules: Iterable[Rule] = (),
        contacts: Iterable[Contact] = (),
        *,
        own: frozenset[str] = frozenset(),
        templates: Mapping[str, Template] = MappingProxyType({}),
        gates: Mapping[str, Gate] = MappingProxyType({}),
    ) -> None:
        self.rules = tuple(rules)
        self.templates = templates
        self.gates = gates
        self.directory = Directory(contacts, own=own)
        self.own = own

    def with_contacts(self, contacts: Iterable[Contact]) -> "Rulebook":
        """The same rules, with other people and doors."""
        other = Rulebook(
            self.rules, contacts, own=self.own, templates=self.templates, gates=self.gates
        )
        other._prefilter = self._prefilter
        return other

    def candidates(self, scene: Scene) -> Iterator[Rule]:
        """The rules that may match or are unknown there, in the order of the files."""
        return (self.rules[number] for number in self._prefilter.may_hold(scene))

    @cached_property
    def header_names(self) -> frozenset[str]:
        """Lower-case names of the header fields that any rule asks about."""
        return frozenset().union(*(headers_asked(condition) for condition in self._conditions))

    @cached_property
    def trashes(self) -> bool:
        """Whether any rule moves to the trash."""
        keeps = any(gate.keep is not None for gate in self.gates.values())
        return keeps or any(action.do is Do.TRASH for action in self._actions)

    @cached_property
    def answers(self) -> bool:
        """Whether any rule or gate answers by itself."""
        return bool(self.gates) or any(
            action.do is Do.REPLY for rule in self.rules for action in rule.then
        )

    @cached_property
    def alerts(self) -> bool:
        """Whether anybody is ever told of somebody who comes again and again."""
        asked = any(action.do is Do.ALERT for action in self._actions)
        return asked or any(contact.alert for contact in self.directory.contacts)

    @cached_property
    def history_asked(self) -> Asked:
        """How much of what was before any rule looks at."""
        asked = map(history_asked, self._conditions)
        return reduce(or_, (one for one in asked if one.anything), NOTHING_ASKED)

    @property
    def _conditions(self) -> Iterator[Condition]:
        """Of rules, and of what gates expect."""
        yield from (rule.when for rule in self.rules)
        for gate in self.gates.values():
            yield from (step.expect for step in gate.steps if step.expect is not None)

    @property
    def _actions(self) -> Iterator[Action]:
        """Of rules and gates."""
        yield from (action for rule in self.rules for action in rule.then)
        for gate in self.gates.values():
            yield from (*gate.meanwhile, *gate.passed, *gate.lapsed)
            yield from (action for actions in gate.choices.values() for action in actions)

    @cached_property
    def _prefilter(self) -> Prefilter:
        return Prefilter(rule.when for rule in self.rules)
