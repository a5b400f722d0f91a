"""Past messages of those whose door was closed: preserved, and theirs in watched folders filed.

The search goes folder by folder and is written down batch by batch, so that a round does a part of
it and another goes on, after a kill as well. Doing a batch again changes nothing. The server is
asked for what may fit; who a message is from is told by its parsed addresses alone.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

import structlog

from screener.application.deciding.keeping import Candidate, Kept, candidates, keep
from screener.application.desk import Desk
from screener.application.record.ledger import deeds_of
from screener.application.record.likeness import leave_marks
from screener.domain.doors.sweep import Sweep
from screener.domain.doors.swept import Whose, at_closed_door, pieces_of
from screener.domain.people.contact import Met
from screener.domain.people.handle import address_key
from screener.domain.record.chain import Act, Deed
from screener.domain.record.decision import Door
from screener.domain.record.event import MailReceived, Unreadable
from screener.domain.record.question import Asks, Question, question
from screener.errors import ServerRefused
from screener.normalize.header.addresses import addresses
from screener.normalize.header.block import scan
from screener.ports.doorbook import Evidence
from screener.ports.mailbox import Mailbox, Name

log = structlog.get_logger()

BATCH = 250
"""Messages in one transaction."""

STEP = 2000
"""So many messages are looked at before mail that came meanwhile has its turn."""

TOLD_AFTER = 2
"""A folder that is refused after so many pauses is told in the digest."""


def sweep_on(mailbox: Mailbox, desk: Desk) -> bool:
    """Go on with what is to be swept; whether there was any. Raises Unreachable, DiskTrouble."""
    unfinished = desk.store.doorbook.sweeps(account=desk.account)
    due = next((one for one in unfinished if one.is_due(desk.clock.now())), None)
    if due is None:
        return False
    Sweeping(mailbox, desk, due).go_on()
    return True


class Sweeping:
    """One step of the sweep of one occasion in one account."""

    def __init__(self, mailbox: Mailbox, desk: Desk, sweep: Sweep) -> None:
        self._mailbox = mailbox
        self._desk = desk
        self._sweep = sweep
        self._rulebook = desk.rulebook()
        self._reading = desk.reading(self._rulebook)
        self._today = desk.doors.today()
        self._lines = frozenset(
            closing.line
            for closing in desk.store.doorbook.closings()
            if closing.sweep == sweep.occasion
        )
        self._left = STEP

    def go_on(self) -> None:
        """Look at some more messages, and write down how far it is."""
        for folder in self._folders() if self._lines else ():
            try:
                self._search(folder)
            except ServerRefused as refusal:
                self._refused(folder, refusal.message)
            if self._left <= 0:
                return
        now = self._desk.clock.now()
        if self._lines and self._sweep.refused and not self._sweep.gives_up:
            self._write_down(self._sweep.resting(now))
            return
        self._write_down(self._sweep.ended(now))
        left_out = list(self._sweep.refused)
        log.info("swept", account=self._desk.account, kept=self._sweep.kept, left_out=left_out)

    def _folders(self) -> list[str]:
        """Those that are still to be searched, by name; not the ones that training empties."""
        there = sorted(
            info.name
            for info in self._mailbox.folders()
            if info.selectable and info.name not in self._desk.training
        )
        self._sweep = self._sweep.among(there)
        return self._sweep.left(there)

    def _refused(self, folder: str, why: str) -> None:
        """The others go on, and it has another turn."""
        if folder not in self._sweep.refused:
            log.warning("folder_not_swept", account=self._desk.account, folder=folder, why=why)
        elif self._sweep.tries == TOLD_AFTER:
            asked = _told(folder, why, self._sweep, now=self._desk.clock.now())
            self._desk.store.doorbook.ask([asked])
        self._write_down(self._sweep.without(folder))

    def _search(self, folder: str) -> None:
        state = self._mailbox.open(folder, writable=False)
        known = (self._sweep.folder, self._sweep.uidvalidity) == (folder, state.uidvalidity)
        if not known:
            self._note(folder=folder, uidvalidity=state.uidvalidity, last_uid=0)
        uids = iter(self._uids(self._sweep.last_uid))
        while self._left > 0 and (some := list(islice(uids, BATCH))):
            self._left -= len(some)
            kept, filed = self._look_at(folder, some)
            self._note(
                last_uid=some[-1], kept=self._sweep.kept + kept, filed=self._sweep.filed + filed
            )
        if self._left > 0:
            self._write_down(self._sweep.past(folder))

    def _uids(self, after: int) -> Sequence[int]:
        """What may be from or to them, as far as the server can tell."""
        directory = self._rulebook.directory
        pieces = pieces_of(
            handle
            for contact in directory.contacts
            if contact.line in self._lines
            for handle in contact.handles
        )
        if pieces is None:
            return self._mailbox.uids_after(after)
        try:
            return self._mailbox.uids_naming([Name(*pair) for pair in sorted(pieces)], after=after)
        except ServerRefused:
            return self._mailbox.uids_after(after)

    def _look_at(self, folder: str, uids: Sequence[int]) -> tuple[int, int]:
        """Keep what is from or to them; how many that were, and how many of them are filed."""
        headers = list(self._mailbox.headers(uids))
        found = {
            one.arrival.uid: one
            for one in candidates(
                self._desk,
                headers,
                folder=folder,
                uidvalidity=self._sweep.uidvalidity,
                reading=self._reading,
            )
            if one.is_unsure or self._concerns(one)
        }
        evidence = self._desk.store.doorbook.evidence(
            self._desk.account, {one.arrival.identity for one in found.values()}
        )
        new = {uid: one for uid, one in found.items() if not self._is_done(one, evidence)}
        kept = list(
            keep(self._mailbox, self._desk, new, reading=self._reading, theirs=self._concerns)
        )
        return self._write(kept) if kept else (0, 0)

    def _concerns(self, candidate: Candidate) -> bool:
        return self._whose(candidate) is not None

    def _is_done(self, candidate: Candidate, evidence: dict[str, Evidence]) -> bool:
        """Whether nothing is left to do: it is preserved, and lies where it may stay."""
        known = evidence.get(candidate.arrival.identity)
        if known is None or known.sha256 is None:
            return False
        if not self._is_watched(candidate.arrival.folder):
            return True
        return known.counted is not None and known.counted >= self._sweep.occasion

    def _write(self, kept: Sequence[Kept]) -> tuple[int, int]:
        now = self._desk.clock.now()
        occasion = self._sweep.occasion.isoformat()
        decisions, others = [], []
        for one in kept:
            whose, met = self._whose(one.candidate) or (Whose.OTHERS, None)
            if met is None:
                continue
            if whose is not Whose.THEIRS:
                others.append(_deed(one, met, whose, now))
                continue
            arrival = one.candidate.arrival
            decisions.append(
                at_closed_door(
                    one.candidate.event,
                    met,
                    policy=self._desk.policy,
                    now=now,
                    sha256=one.sha256,
                    occasion=occasion,
                    filed=self._is_watched(arrival.folder),
                )
            )
        self._desk.archive.sync()
        desk = self._desk
        leave_marks(decisions, store=desk.store, archive=desk.archive, region=desk.region)
        if decisions:
            self._desk.store.remember(decisions, bookmark=None, deeds=deeds_of(decisions))
        self._tell(others)
        filed = sum(1 for decision in decisions if decision.destination)
        return len(kept), filed

    def _tell(self, deeds: Sequence[Deed]) -> None:
        """Put into the ledger what is not there yet."""
        book = self._desk.store.doorbook
        for contact in dict.fromkeys(deed.contact for deed in deeds):
            theirs = {deed.sha256: deed for deed in deeds if deed.contact == contact}
            known = book.preserved_for(contact or "", [sha for sha in theirs if sha])
            self._desk.store.append([one for sha, one in theirs.items() if sha not in known])

    def _is_watched(self, folder: str) -> bool:
        return folder in self._desk.watch and folder != self._desk.policy.closed_file

    def _whose(self, candidate: Candidate) -> tuple[Whose, Met] | None:
        """What the message has to do with somebody who is swept, None if nothing."""
        event = candidate.event
        if isinstance(event, Unreadable):
            return None
        met = self._rulebook.directory.meet(event, today=self._today)
        if self._is_swept(met):
            return Whose.THEIRS, met
        if not isinstance(event, MailReceived):
            return None
        for met in self._recipients(event, candidate.header):
            if self._is_swept(met):
                senders = {address_key(sender.address) for sender in event.from_}
                yours = bool(senders & set(self._desk.doors.own))
                return (Whose.YOURS if yours else Whose.OTHERS), met
        return None

    def _recipients(self, mail: MailReceived, header: bytes) -> Iterator[Met]:
        # Bcc is in no event: nobody but the sender's own copy has it.
        hidden = addresses(scan(header).fields.get("bcc", ()))
        for one in (*mail.to, *mail.cc, *hidden):
            yield self._rulebook.directory.of_address(one.address, name=one.name, today=self._today)

    def _is_swept(self, met: Met) -> bool:
        return met.door is Door.CLOSED and met.entry is not None and met.entry.line in self._lines

    def _note(self, **changed: object) -> None:
        self._write_down(self._sweep.model_copy(update=changed))

    def _write_down(self, sweep: Sweep) -> None:
        self._sweep = sweep
        self._desk.store.doorbook.went_on(sweep)


def _deed(one: Kept, met: Met, whose: Whose, now: datetime) -> Deed:
    arrival = one.candidate.arrival
    return Deed(
        Act.PRESERVED,
        now,
        account=arrival.account,
        contact=met.contact,
        sha256=one.sha256,
        detail={
            "whose": whose.value,
            "received": arrival.received.isoformat(),
            "folder": arrival.folder,
            "uidvalidity": arrival.uidvalidity,
            "uid": arrival.uid,
        },
    )


def _told(folder: str, why: str, sweep: Sweep, *, now: datetime) -> Question:
    text = (
        f"The server of `{sweep.account}` would not show the folder `{folder}`"
        f" ({why.rstrip('.')}), where past mail of those whose door you closed may lie. It is tried"
        " again for a day."
    )
    about = f"{sweep.account}\0{folder}\0{sweep.occasion.isoformat()}"
    return question(Asks.REFUSED, at=now, contact=None, text=text, about=about)
