"""Taking back what was done: flags as they were, and the message where it came from.

What is to be taken back is written down first, so that a command works beside a running program,
which does it in its next round. A message that came back counts as moved back by the user.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

import structlog

from screener.application.desk import Desk
from screener.application.hands import flags_of
from screener.domain.record.chain import Act, Deed
from screener.domain.record.decision import TAKEN_BACK, Decision, decision_id
from screener.domain.record.event import Arrival
from screener.domain.record.summary import summary
from screener.domain.record.undoing import How, Undoable, Undone, flags_back
from screener.errors import ServerRefused
from screener.normalize.header.identity import identity
from screener.ports.mailbox import Landed, Mailbox
from screener.ports.store import Store

log = structlog.get_logger()

MOVED_ON = "it is not where screener has put it, so it is left where it is"

INBOX = "INBOX"

READ_ONLY = "`{}` may only be read with this login"

LOST = "the server did not move it back"


class Place(NamedTuple):
    """Where messages that are taken back lie now."""

    folder: str
    uidvalidity: int


def ask_to_undo(store: Store, decisions: Collection[str], *, at: datetime) -> None:
    """Take these back, in the round that comes next or by whoever holds the mailbox."""
    store.undoings.ask(decisions, at=at)


def home(decision: Decision, training: Collection[str | None]) -> str:
    """Where its message belongs if nothing is done with it: where it came.

    From a training folder it goes to the inbox, for lying there is the user's word on a door.
    """
    folder = decision.event.arrival.folder
    return INBOX if folder in training else folder


def undo_what_was_asked(mailbox: Mailbox, desk: Desk) -> int:
    """Take back everything that was asked for; how much that was. Raises Unreachable."""
    asked = desk.store.undoings.asked(desk.account)
    where = sorted(asked, key=_place)
    for place, together in groupby(where, key=_place):
        group = list(together)
        try:
            Undoing(mailbox, desk, place).take_back(group)
        except ServerRefused as refusal:
            log.warning("not_taken_back", folder=place.folder, why=refusal.message)
            _settle(desk, [(one, How.FAILED, refusal.message) for one in group])
    return len(asked)


def _place(one: Undoable) -> Place:
    """Where it was put, as far as that is known; where it came if it was moved nowhere."""
    arrival = one.decision.event.arrival
    if one.move is None or one.move.folder is None:
        return Place(arrival.folder, arrival.uidvalidity)
    return Place(one.move.folder, one.move.uidvalidity or 0)


class Undoing:
    """Takes back what lies in one folder."""

    def __init__(self, mailbox: Mailbox, desk: Desk, place: Place) -> None:
        self._mailbox = mailbox
        self._desk = desk
        self._place = place

    def take_back(self, group: Sequence[Undoable]) -> None:
        """First the flags, which go along with the messages, then the messages themselves."""
        try:
            here = self._found(group)
        except ServerRefused:
            here = {}  # the folder is not there any more, and so is nothing in it
        back = self._back_already([one for one in group if one not in here.values()])
        gone = [one for one in group if one not in here.values() and one not in back]
        _settle(self._desk, [(one, How.GONE, MOVED_ON) for one in gone])
        _settle(self._desk, [(one, How.DONE, None) for one in back])
        if not here:
            return
        if not self._mailbox.open(self._place.folder, writable=True).writable:
            why = READ_ONLY.format(self._place.folder)
            _settle(self._desk, [(one, How.FAILED, why) for one in group])
            return
        self._restore_flags(here)
        self._restore_places(here)

    def _found(self, group: Sequence[Undoable]) -> dict[int, Undoable]:
        """The messages by the UIDs that they have in the open folder."""
        state = self._mailbox.open(self._place.folder, writable=True)
        told = {uid: one for one in group if (uid := _uid(one, state.uidvalidity)) is not None}
        there = self._mailbox.flags(told) if told else {}
        here = {uid: one for uid, one in told.items() if uid in there}
        for one in group:
            if one in told.values():
                continue
            uid = self._find(one.decision, but=here)
            if uid is not None:
                here[uid] = one
        return here

    def _back_already(self, missing: Iterable[Undoable]) -> list[Undoable]:
        """Those that an interrupted try had brought back before."""
        found = []
        for one in missing:
            folder = self._home(one)
            if one.move is None or folder == self._place.folder:
                continue
            self._mailbox.open(folder, writable=False)
            if self._find(one.decision, but=()) is not None:
                found.append(one)
        return found

    def _restore_flags(self, here: dict[int, Undoable]) -> None:
        together: dict[tuple[frozenset[str], frozenset[str]], list[int]] = {}
        for uid, one in here.items():
            changes = (flags_of(done.effect) for done in one.done if done is not one.move)
            change = flags_back(one.decision.event.arrival.keywords, changes)
            together.setdefault((change.add, change.remove), []).append(uid)
        for (add, remove), uids in together.items():
            if add or remove:
                self._mailbox.change_flags(uids, add=add, remove=remove)

    def _restore_places(self, here: dict[int, Undoable]) -> None:
        moved = {
            uid: one
            for uid, one in here.items()
            if one.move is not None and self._home(one) != self._place.folder
        }
        stay = [one for uid, one in here.items() if uid not in moved]
        _settle(self._desk, [(one, How.DONE, None) for one in stay])
        for folder in dict.fromkeys(map(self._home, moved.values())):
            self._move_back({u: o for u, o in moved.items() if self._home(o) == folder}, folder)

    def _move_back(self, here: dict[int, Undoable], folder: str) -> None:
        landed = self._mailbox.move(here.keys(), folder).landed
        known_as = [
            _known_as(here[uid].decision, where, folder, self._desk)
            for uid, where in landed.items()
            if where is not None
        ]
        done = [(one, How.DONE, None) for uid, one in here.items() if uid in landed]
        lost = [(one, How.FAILED, LOST) for uid, one in here.items() if uid not in landed]
        _settle(self._desk, [*done, *lost], known_as)
        self._desk.store.append(
            [
                _deed(here[uid].decision, folder, where, self._desk.clock.now())
                for uid, where in landed.items()
                if here[uid].decision.preserved is not None
            ]
        )

    def _home(self, one: Undoable) -> str:
        return home(one.decision, self._desk.training)

    def _find(self, decision: Decision, *, but: Collection[int]) -> int | None:
        """The UID of that very message in the open folder."""
        arrival = decision.event.arrival
        candidates = self._mailbox.find(
            message_id=summary(decision.event).message_id,
            received=arrival.received,
            size=arrival.size,
        )
        for header in self._mailbox.headers(set(candidates).difference(but)):
            same = identity(
                header.header,
                size=header.size,
                received=header.received,
                stable_id=header.stable_id,
            )
            if same == arrival.identity:
                return header.uid
        return None


def _uid(one: Undoable, uidvalidity: int) -> int | None:
    """The UID that the message was told to have, if that still means anything."""
    arrival = _origin(one)
    if one.move is None:
        return arrival.uid if arrival.uidvalidity == uidvalidity else None
    return one.move.uid if one.move.uidvalidity == uidvalidity else None


def _origin(one: Undoable) -> Arrival:
    return one.decision.event.arrival


def _known_as(decision: Decision, where: Landed, folder: str, desk: Desk) -> Decision:
    """The message as it lies now, left alone for ever."""
    arrival = decision.event.arrival.model_copy(
        update={"folder": folder, "uidvalidity": where.uidvalidity, "uid": where.uid}
    )
    event = decision.event.model_copy(update={"arrival": arrival})
    return decision.model_copy(
        update={
            "id": decision_id(arrival),
            "event": event,
            "decided": desk.clock.now(),
            "rule": None,
            "continued": (),
            "effects": (),
            "destination": None,
            "preserved": None,
            "knock": False,
            "reason": TAKEN_BACK,
        }
    )


def _deed(decision: Decision, folder: str, where: Landed | None, at: datetime) -> Deed:
    """That a preserved message was filed, here to where it had come from."""
    return Deed(
        Act.FILED,
        at,
        account=decision.event.arrival.account,
        contact=decision.contact,
        decision=decision.id,
        detail={
            "folder": folder,
            "uidvalidity": where.uidvalidity if where else None,
            "uid": where.uid if where else None,
        },
    )


def _settle(
    desk: Desk,
    outcomes: Iterable[tuple[Undoable, How, str | None]],
    known_as: Sequence[Decision] = (),
) -> None:
    undone = [
        Undone(decision=one.decision.id, how=how, reason=reason) for one, how, reason in outcomes
    ]
    if undone:
        desk.store.undoings.settle(undone, known_as)
        log.info("taken_back", account=desk.account, messages=len(undone))
