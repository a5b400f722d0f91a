"""Doors as they are moved and remembered, whoever moves them.

The file says which doors are closed. What is remembered beside it is which of its lines are new:
a new line is a closing, however it came there, and its past messages are looked for. While the
file cannot be edited a move waits, and is made at the first round that finds it mended.
"""

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from screener.application.doors.ends import opened, opening_soon
from screener.application.doors.house import House
from screener.application.doors.moving import Already, Move, Mover, Plan, Refused
from screener.application.doors.waiting import Waits, same_person, told_to_wait
from screener.application.doors.who import Who, bearer, who
from screener.domain.doors.closing import By, Changed, Request, changes, closed_lines
from screener.domain.people.closable import Refusal
from screener.domain.people.contact import Directory
from screener.domain.people.handle import Handle, Kind, relay
from screener.domain.record.chain import Act, Deed
from screener.domain.record.decision import Door
from screener.domain.record.question import Asks, Question, question
from screener.errors import DiskTrouble, InvalidConfiguration, WrongUse
from screener.ports.clock import Clock
from screener.ports.store import Store

if TYPE_CHECKING:
    from screener.domain.rules.rulebook import Rulebook

log = structlog.get_logger()

GIVEN_UP = timedelta(hours=1)
"""After so long nobody writes any more what they were about to write."""


class Doorkeeper:
    """Moves doors and notices moved ones, for the whole house."""

    def __init__(self, house: House, *, store: Store, clock: Clock) -> None:
        self._house = house
        self._book = store.doorbook
        self._clock = clock
        self._noted: tuple[Rulebook, date] | None = None

    @property
    def own(self) -> Collection[str]:
        """Canonical addresses of the user."""
        return self._house.own

    @property
    def accounts(self) -> Collection[str]:
        """The names of all accounts."""
        return self._house.accounts

    @property
    def directory(self) -> Directory:
        """Everybody whom the files name now."""
        return self._house.rulebook().directory

    def today(self) -> date:
        """The day it is in the house."""
        return self._clock.now().astimezone(self._house.zone).date()

    def request(self, door: Door, handle: Handle, *, by: By, decline: str | None = None) -> Request:
        """The wish to move the door of whoever has that handle."""
        at = self._clock.now()
        if handle.kind is Kind.RELAY:
            name = handle.written.removesuffix(f" via {handle.key}")
            return Request(at=at, door=door, said=name, via=handle.key, by=by, decline=decline)
        return Request(at=at, door=door, said=handle.written, by=by, decline=decline)

    def plan(self, wanted: Request) -> Plan:
        """What would be written. Raises WrongUse for nobody, InvalidConfiguration for a broken
        file.
        """
        person = self._person(wanted)
        now = person.door_at(self.today())
        if wanted.by is By.RULE and now is Door.WELCOME:
            return Refused(person, Refusal.WELCOME)
        if wanted.by is By.RULE and now is wanted.door:
            # Whoever closed it said whether there is to be an answer.
            return Already(person, now)
        return self._mover().plan(person, wanted.door, until=wanted.until, decline=wanted.decline)

    def make(self, planned: Sequence[tuple[Request, Move]]) -> None:
        """Write the moves, and remember what began and ended by them.

        Raises InvalidConfiguration if the file is broken, DiskTrouble.
        """
        if not planned:
            return
        mover = self._mover()
        self._book.intend([wanted for wanted, _ in planned if wanted.door is Door.WELCOME])
        for _, move in planned:
            mover.make(move)
        self._remember(planned)

    def move(self, wanted: Request) -> Plan | Waits:
        """Plan and make one move; where the file is broken or cannot be written it waits.

        Raises WrongUse.
        """
        try:
            self.make_up()
            plan = self.plan(wanted)
            if isinstance(plan, Move):
                self.make([(wanted, plan)])
        except (InvalidConfiguration, DiskTrouble) as broken:
            # If it is the database that has no room, that is told by what comes next.
            return self.wait(wanted, broken)
        return plan

    def add_handle(self, wanted: Request, *, to: str) -> Plan:
        """One more handle for the closed contact of that name or handle.

        The plan that was made is about the contact, or about the handle where it was closed by
        itself. Raises WrongUse for nobody, InvalidConfiguration for a broken file, DiskTrouble.
        """
        self.make_up()
        contact = who(to, directory=self.directory, region=self._house.region)
        plan = self._mover().annex(self._person(wanted), contact)
        if isinstance(plan, Move):
            self.make([(wanted, plan)])
        return plan

    def wait(self, wanted: Request, broken: InvalidConfiguration | DiskTrouble) -> Waits:
        """Make the move once the file is mended; asked for again it still waits only once.

        Raises DiskTrouble if not even that can be remembered.
        """
        theirs = [one for one in self._book.queued() if same_person(one, wanted)]
        if theirs and (theirs[-1].door, theirs[-1].until) == (wanted.door, wanted.until):
            return Waits(wanted, broken.message)
        asked = told_to_wait(wanted, broken, now=self._clock.now())
        self._book.queue(wanted, asked=[asked])
        log.warning("door_waits_for_mended_file", door=wanted.door.value)
        return Waits(wanted, broken.message)

    def make_up(self) -> None:
        """Make the moves that waited, in their order.

        Raises InvalidConfiguration as long as the file is broken, DiskTrouble as long as it cannot
        be written: whatever is asked for then waits behind them.
        """
        for wanted in self._book.queued():
            self._make_one_up(wanted)
            self._book.drop(wanted)
            self.settle({Asks.QUEUED}, {wanted.said})

    def note(self) -> None:
        """Remember which doors were closed and opened since it was last looked."""
        rulebook, today = self._house.rulebook(), self.today()
        if not self._house.in_force():
            return
        self._enter_what_was_intended(today)
        if self._noted == (rulebook, today):
            return
        # What is remembered first: a command writes the file before it says so here.
        known = self._book.closings()
        rulebook = self._house.rulebook()
        at = self._clock.now()
        found = closed_lines(rulebook.directory.contacts, at=at, today=today)
        if self._book.begun() is None:
            before = {closing.line for closing in known}
            always = [one for line, one in found.items() if line not in before]
            self._book.begin([one._replace(sweep=None) for one in always], at=at)
            known = self._book.closings()
        changed = changes(known, found)
        if any(changed):
            self._write(changed, at=at, by=By.FILE)
        about_ends = [
            *opening_soon(rulebook.directory, today=today, now=at),
            *opened(rulebook.directory, changed.ended, today=today, now=at),
        ]
        self._book.ask(about_ends)
        self._noted = (rulebook, today)

    def settle(self, kinds: Collection[Asks], contacts: Collection[str]) -> None:
        """Questions of these kinds about these contacts need no answer any more."""
        if not contacts:
            return
        now_idle = [
            one.id
            for one in self._book.questions()
            if one.kind in kinds and one.contact in contacts
        ]
        self._book.settle(now_idle, at=self._clock.now())

    def refused(
        self, refusal: Refusal, *, contact: str | None, text: str, about: str, decision: str | None
    ) -> Question:
        """The note that a door stays as it is."""
        return self._ask(
            Asks.REFUSED, contact=contact, text=f"{text}: {refusal}.", about=about
        ).model_copy(update={"decision": decision})

    def _enter_what_was_intended(self, today: date) -> None:
        """Somebody was let in, and the program was ended before the ledger knew of it.

        What is not in the file may be just about to be written by another process.
        """
        at = self._clock.now()
        for wanted in self._book.intended():
            with suppress(WrongUse):
                person = self._person(wanted)
                if person.door_at(today) is Door.WELCOME:
                    self._book.enter(wanted, [_welcomed(self.named(person), wanted, at)])
                    continue
            if at - wanted.at > GIVEN_UP:
                self._book.enter(wanted, [])

    def _remember(self, planned: Sequence[tuple[Request, Move]]) -> None:
        """Begin and end the closings that were asked for here, and no others."""
        at, today = self._clock.now(), self.today()
        directory = self._house.rulebook().directory
        known = self._book.closings()
        found = closed_lines(directory.contacts, at=at, today=today)
        wanted = {self.named(move.who): one for one, move in planned}
        before = {move.who.entry.line for _, move in planned if move.who.entry is not None}
        ours = wanted.keys() | before
        changed = changes(
            [one for one in known if one.line in ours],
            {line: one for line, one in found.items() if line in ours},
        )
        by = planned[0][0].by
        self._write(changed, at=at, by=by)
        told: set[str] = set()
        for one, line in ((one, self.named(move.who)) for one, move in planned):
            if one.door is Door.WELCOME:
                self._book.enter(one, [] if line in told else [_welcomed(line, one, at)])
                told.add(line)
        if unswept := [line for line, one in wanted.items() if not one.sweep]:
            self._book.leave_the_past(unswept)

    def named(self, person: Who) -> str:
        """How somebody is called now, in the file as it is."""
        if person.handle is not None:
            return bearer(person.handle, directory=self.directory).name
        return person.name

    def _write(self, changed: Changed, *, at: datetime, by: By) -> None:
        deeds = [
            *(Deed(Act.CLOSED, at, contact=one.line, detail={"by": by}) for one in changed.began),
            *(Deed(Act.OPENED, at, contact=one.line, detail={"by": by}) for one in changed.ended),
        ]
        self._book.note(changed, at=at, accounts=self._house.accounts, deeds=deeds)
        self.settle({Asks.CLOSE, Asks.OPENED}, {one.line for one in changed.began})
        self.settle({Asks.WROTE, Asks.OPENS}, {one.line for one in changed.ended})
        log.info("doors_moved", closed=len(changed.began), opened=len(changed.ended), by=by.value)

    def _make_one_up(self, wanted: Request) -> None:
        try:
            plan = self.plan(wanted)
        except WrongUse as nobody:
            text = f"`{wanted.said}` could not be {wanted.door.value}: {nobody.message}."
            about = str(wanted.at)
            self._book.ask([self._ask(Asks.REFUSED, contact=None, text=text, about=about)])
            return
        match plan:
            case Move():
                self.make([(wanted, plan)])
            case Refused():
                text = f"`{wanted.said}` could not be {wanted.door.value}"
                about = str(wanted.at)
                self._book.ask(
                    [self.refused(plan.why, contact=None, text=text, about=about, decision=None)]
                )
            case Already():
                pass

    def _person(self, wanted: Request) -> Who:
        directory = self._house.rulebook().directory
        if wanted.via:
            return bearer(relay(via=wanted.via, name=wanted.said), directory=directory)
        return who(wanted.said, directory=directory, region=self._house.region)

    def _mover(self) -> Mover:
        return Mover(self._house.file, own=self._house.own, today=self.today())

    def _ask(self, kind: Asks, *, contact: str | None, text: str, about: str) -> Question:
        return question(kind, at=self._clock.now(), contact=contact, text=text, about=about)


def _welcomed(line: str, wanted: Request, at: datetime) -> Deed:
    return Deed(Act.WELCOMED, at, contact=line, detail={"by": wanted.by})
