"""Closed doors where nothing else is screened: the Junk folder, and the folder for closed doors.

What a provider's filter, a Sieve script or the user has put there from somebody closed is preserved
and counted where it lies. What we have filed there ourselves was counted before.
"""

from collections.abc import Mapping, MutableMapping, Sequence
from datetime import datetime, timedelta

import structlog

from screener.application.arrivals import Batch, new_mail
from screener.application.desk import Desk
from screener.application.keeping import Candidate, candidates, keep
from screener.application.ledger import deeds_of
from screener.application.likeness import leave_marks
from screener.domain.contact import Met
from screener.domain.decision import Decision, Door
from screener.domain.swept import at_closed_door
from screener.errors import ServerRefused
from screener.ports.mailbox import FolderState, Mailbox

log = structlog.get_logger()

KNOCK = "elsewhere"


def outlying(mailbox: Mailbox, desk: Desk) -> list[str]:
    """The folders that are looked into for closed doors only."""
    junk = mailbox.special("\\Junk") if desk.also_in_junk else None
    wanted = dict.fromkeys(filter(None, (junk, desk.policy.closed_file)))
    return [folder for folder in wanted if folder not in desk.watch]


def look_elsewhere(
    mailbox: Mailbox,
    desk: Desk,
    quiet: MutableMapping[str, FolderState],
    states: Mapping[str, FolderState],
) -> int:
    """Count what lies there since it was last looked; how many that were.

    `states` are as the server told them just now: what is as it was is not opened. Raises
    Unreachable, DiskTrouble.
    """
    now = desk.clock.now()
    counted = 0
    for folder in outlying(mailbox, desk):
        state = states.get(folder)
        if state is None or state == quiet.get(folder):
            continue
        try:
            counted += Elsewhere(mailbox, desk, now).look_into(folder)
            quiet[folder] = state
        except ServerRefused as refusal:
            log.warning("folder_not_readable", folder=folder, why=refusal.message)
    return counted


class Elsewhere:
    """Reads one folder for knocks."""

    def __init__(self, mailbox: Mailbox, desk: Desk, now: datetime) -> None:
        self._mailbox = mailbox
        self._desk = desk._replace(backfill=_since_the_first_start(desk, now))
        self._now = now
        self._rulebook = desk.rulebook()
        self._reading = desk.reading(self._rulebook)
        self._today = desk.doors.today()

    def look_into(self, folder: str) -> int:
        """Preserve and count; how many that were."""
        counted = 0
        for batch in new_mail(self._mailbox, self._desk, folder, now=self._now):
            decisions = self._knocks(batch)
            self._desk.archive.sync()
            leave_marks(self._desk.store, decisions, region=self._desk.region)
            self._desk.store.remember(
                decisions,
                bookmark=batch.bookmark,
                deeds=deeds_of(decisions),
            )
            counted += len(decisions)
        return counted

    def _knocks(self, batch: Batch) -> Sequence[Decision]:
        found = {
            one.arrival.uid: one
            for one in candidates(
                self._desk,
                batch.headers,
                folder=batch.folder,
                uidvalidity=batch.uidvalidity,
                reading=self._reading,
            )
            if one.may_be_call or self._is_theirs(one)
        }
        identities = {one.arrival.identity for one in found.values()}
        known = self._desk.store.doorbook.evidence(self._desk.account, identities)
        before = {identity for identity, one in known.items() if one.counted is not None}
        new = {uid: one for uid, one in found.items() if one.arrival.identity not in before}
        if not new:
            return []
        self._mailbox.open(batch.folder, writable=self._desk.writes)
        kept = keep(self._mailbox, self._desk, new, reading=self._reading, theirs=self._is_theirs)
        return [
            at_closed_door(
                one.candidate.event,
                self._met(one.candidate),
                policy=self._desk.policy,
                now=self._now,
                sha256=one.sha256,
                occasion=KNOCK,
                knock=True,
            )
            for one in kept
        ]

    def _is_theirs(self, candidate: Candidate) -> bool:
        return self._met(candidate).door is Door.CLOSED

    def _met(self, candidate: Candidate) -> Met:
        return self._rulebook.directory.meet(candidate.event, today=self._today)


def _since_the_first_start(desk: Desk, now: datetime) -> timedelta:
    """How far back a folder that turns up later is new: it may have been made with mail in it."""
    begun = desk.store.doorbook.begun()
    return desk.backfill + (now - begun if begun else timedelta(0))
