"""Training folders: a message that is moved there decides the door of its sender.

It is the user's own word, as a command is: the door is moved first, and then the message goes
where that sender's mail goes now. A message whose sender has no door that could be moved goes back
to the inbox, and the user is told why.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import structlog

from screener.application.closing import unmade
from screener.application.deciding.arrivals import arrival_of
from screener.application.desk import Desk
from screener.application.doors.moving import Refused
from screener.application.doors.waiting import Waits
from screener.application.record.ledger import deeds_of
from screener.application.record.likeness import leave_marks
from screener.domain.doors.closing import By
from screener.domain.doors.swept import at_closed_door
from screener.domain.people.closable import Refusal, sender_to_close, sender_to_open
from screener.domain.people.contact import Met
from screener.domain.people.handle import Handle
from screener.domain.record.decision import Decision, Door, decision_id
from screener.domain.record.effect import Do, Effect, Status
from screener.domain.record.event import Arrival, Event
from screener.domain.record.question import Question
from screener.domain.record.summary import summary
from screener.errors import ServerRefused, WrongUse
from screener.normalize.mail import read_whole
from screener.ports.mailbox import WHOLE_LIMIT, FetchedHeader, FolderState, Mailbox

log = structlog.get_logger()

INBOX = "INBOX"

TRAINING = "training"
"""The name of a round that empties a training folder begins with it."""


class Lesson(NamedTuple):
    """One message in a training folder; `cut` tells that only its beginning was read."""

    event: Event
    raw: bytes
    cut: bool


class Lessons(NamedTuple):
    """What a folder came to; a message whose decision has to wait is in neither."""

    decisions: list[Decision]
    asked: list[Question]


def train(mailbox: Mailbox, desk: Desk, states: Mapping[str, FolderState]) -> None:
    """Decide the doors of everybody whose mail was moved there; the folders are made if need be.

    `states` are as the server told them just now. The messages are moved on by the effects that
    this queues. Raises Unreachable, DiskTrouble.
    """
    for folder, door in training_folders(desk).items():
        if folder not in states:
            _make(folder, mailbox, desk)
        elif states[folder].messages:
            try:
                Trainer(mailbox, desk, folder, door).empty()
            except ServerRefused as refusal:
                log.warning("training_folder_not_usable", folder=folder, why=refusal.message)


def _make(folder: str, mailbox: Mailbox, desk: Desk) -> None:
    if not unmade.is_worth_a_try(folder, desk):
        return
    try:
        mailbox.ensure_folder(folder)
    except ServerRefused as refusal:
        unmade.refused(folder, refusal.message, desk)
    else:
        unmade.made(folder, desk)


def training_folders(desk: Desk) -> Mapping[str, Door]:
    """Which door each of them is for."""
    close, welcome, open_ = desk.training
    doors = {close: Door.CLOSED, welcome: Door.WELCOME, open_: Door.OPEN}
    return {folder: door for folder, door in doors.items() if folder is not None}


class Trainer:
    """Empties one training folder."""

    def __init__(self, mailbox: Mailbox, desk: Desk, folder: str, door: Door) -> None:
        self._mailbox = mailbox
        self._desk = desk
        self._folder = folder
        self._door = door
        self._now = desk.clock.now()

    def empty(self) -> None:
        """Move the doors, and queue what moves the messages on."""
        lessons = Lessons([], [])
        for lesson in self._lessons():
            self._learn(lesson, lessons)
        desk = self._desk
        desk.archive.sync()
        leave_marks(lessons.decisions, store=desk.store, archive=desk.archive, region=desk.region)
        self._desk.store.doorbook.ask(lessons.asked)
        self._desk.store.remember(
            lessons.decisions, bookmark=None, deeds=deeds_of(lessons.decisions)
        )
        log.info("trained", account=self._desk.account, messages=len(lessons.decisions))

    def _lessons(self) -> Iterator[Lesson]:
        """Every message that is not on its way already."""
        state = self._mailbox.open(self._folder, writable=False)
        headers = {one.uid: one for one in self._mailbox.headers(self._mailbox.uids_after(0))}
        reading = self._desk.reading(self._desk.rulebook())
        for uid, raw in self._mailbox.wholes(headers):
            arrival = self._arrival(headers[uid], state.uidvalidity)
            if self._desk.store.decision(decision_id(arrival)) is None:
                cut = arrival.size > WHOLE_LIMIT
                event = read_whole(raw, arrival=arrival, reading=reading, truncated=cut)
                yield Lesson(event, raw, cut)

    def _learn(self, lesson: Lesson, lessons: Lessons) -> None:
        """Move one door; what comes of it is added to the lessons."""
        sender = self._sender(lesson.event)
        if isinstance(sender, Refusal):
            self._send_back(lesson, sender, lessons)
            return
        keeper = self._desk.doors
        try:
            moved = keeper.move(keeper.request(self._door, sender, by=By.TRAINING))
        except WrongUse:
            self._send_back(lesson, Refusal.NOBODY, lessons)
            return
        match moved:
            case Refused():
                self._send_back(lesson, moved.why, lessons)
            case Waits():
                log.warning("training_waits_for_mended_file", folder=self._folder)
            case _ if self._door is Door.CLOSED:
                lessons.decisions.append(self._filed(lesson))
            case _:
                lessons.decisions.append(self._to_the_inbox(lesson.event, self._said()))

    def _sender(self, event: Event) -> Handle | Refusal:
        rulebook = self._desk.rulebook()
        if self._door is not Door.CLOSED:
            met = rulebook.directory.meet(event, today=self._desk.doors.today())
            return sender_to_open(event, met.entry)
        return sender_to_close(
            event,
            own=self._desk.doors.own,
            providers=self._desk.reading(rulebook).exchanges,
            services=rulebook.directory.services,
        )

    def _send_back(self, lesson: Lesson, refusal: Refusal, lessons: Lessons) -> None:
        event = lesson.event
        decision = self._to_the_inbox(event, f"{self._said()}, but {refusal}")
        who = summary(event).from_handle
        asked = self._desk.doors.refused(
            refusal,
            contact=decision.contact,
            text=f"You laid mail of {who or 'nobody'} into `{self._folder}`; nothing is changed",
            about=event.arrival.identity,
            decision=decision.id,
        )
        lessons.asked.append(asked)
        lessons.decisions.append(decision)

    def _filed(self, lesson: Lesson) -> Decision:
        """As the built-in rule does, as history and no knock."""
        event = lesson.event
        uid = event.arrival.uid
        pieces = self._mailbox.stream(uid) if lesson.cut else (lesson.raw,)
        sha256, _ = self._desk.archive.put(pieces)
        decision = at_closed_door(
            event,
            self._met(event),
            policy=self._desk.policy,
            now=self._now,
            sha256=sha256,
            occasion=TRAINING,
            filed=True,
        )
        return decision.because(self._said()).model_copy(update={"id": decision_id(event.arrival)})

    def _to_the_inbox(self, event: Event, reason: str) -> Decision:
        met = self._met(event)
        return Decision(
            id=decision_id(event.arrival),
            event=event,
            decided=self._now,
            mode=self._desk.policy.mode,
            contact=met.contact,
            door=met.door,
            effects=(Effect(do=Do.FILE, value=INBOX, status=Status.PENDING),),
            destination=INBOX,
            round=TRAINING,
            reason=reason,
        )

    def _met(self, event: Event) -> Met:
        directory = self._desk.rulebook().directory
        return directory.meet(event, today=self._desk.doors.today())

    def _said(self) -> str:
        return f"you laid it into `{self._folder}`"

    def _arrival(self, header: FetchedHeader, uidvalidity: int) -> Arrival:
        return arrival_of(
            header, account=self._desk.account, folder=self._folder, uidvalidity=uidvalidity
        )
