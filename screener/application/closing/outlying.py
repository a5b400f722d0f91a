"""Closed doors where nothing else is screened: the Junk folder, and the folder for closed doors.

What a provider's filter, a Sieve script or the user has put there from somebody closed is preserved
and counted where it lies, and others are told of it as of any knock. Nothing else is done with it,
whatever the rules say. What we have filed there ourselves was counted before.
"""

from collections.abc import Iterator, Mapping, MutableMapping
from datetime import datetime, timedelta
from functools import partial

import structlog

from screener.application.deciding.arrivals import Batch, new_mail
from screener.application.deciding.judged import Judged
from screener.application.deciding.keeping import Candidate, Kept, candidates, keep, read_again
from screener.application.deciding.recall import Recall
from screener.application.desk import Desk
from screener.application.people.alerts import Alerts
from screener.application.record.ledger import deeds_of
from screener.application.record.likeness import leave_marks
from screener.domain.doors.swept import at_closed_door
from screener.domain.people.contact import Met
from screener.domain.record.decision import Decision, Door
from screener.domain.record.effect import Do
from screener.domain.record.history import NOTHING, History
from screener.domain.rules.decide import Undecided, decide, history_asked
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
    changed = {
        folder: state
        for folder in outlying(mailbox, desk)
        if (state := states.get(folder)) is not None and state != quiet.get(folder)
    }
    if not changed:
        return 0
    elsewhere = Elsewhere(mailbox, desk, desk.clock.now())
    counted = 0
    for folder, state in changed.items():
        try:
            counted += elsewhere.look_into(folder)
            quiet[folder] = state
        except ServerRefused as refusal:
            log.warning("folder_not_readable", folder=folder, why=refusal.message)
    return counted


class Elsewhere:
    """Reads folders for knocks, in one round."""

    def __init__(self, mailbox: Mailbox, desk: Desk, now: datetime) -> None:
        self._mailbox = mailbox
        self._desk = desk._replace(backfill=_since_the_first_start(desk, now))
        self._now = now
        self._rulebook = desk.rulebook()
        self._reading = desk.reading(self._rulebook)
        self._today = desk.doors.today()
        self._recall = Recall(
            desk.store,
            self._rulebook.directory,
            history_asked(self._rulebook, desk.policy),
            now=now,
            today=self._today,
        )
        self._alerts = Alerts(desk, rulebook=self._rulebook, now=now)
        self._telling = {
            rule.name
            for rule in self._rulebook.rules
            if any(action.do is Do.ALERT for action in rule.then)
        }

    def look_into(self, folder: str) -> int:
        """Preserve, count and tell others; how many knocks that were."""
        counted = 0
        for batch in new_mail(self._mailbox, self._desk, folder, now=self._now):
            self._desk.breathe()
            judged = self._alerts.see_to(self._knocks(batch))
            self._desk.archive.sync()
            leave_marks(
                judged.decisions,
                store=self._desk.store,
                archive=self._desk.archive,
                region=self._desk.region,
            )
            self._desk.store.remember(
                judged.decisions,
                bookmark=batch.bookmark,
                deeds=deeds_of(judged.decisions),
                letters=judged.letters,
            )
            counted += len(judged.decisions)
        return counted

    def _knocks(self, batch: Batch) -> Judged:
        kept = list(self._kept(batch))
        histories = self._recall.before(one.candidate.event for one in kept)
        return Judged([self._knock(one, histories) for one in kept], (), histories=histories)

    def _kept(self, batch: Batch) -> Iterator[Kept]:
        """What is theirs and was not counted before."""
        found = {
            one.arrival.uid: one
            for one in candidates(
                self._desk,
                batch.headers,
                folder=batch.folder,
                uidvalidity=batch.uidvalidity,
                reading=self._reading,
            )
            if one.is_unsure or self._is_theirs(one)
        }
        identities = {one.arrival.identity for one in found.values()}
        known = self._desk.store.doorbook.evidence(self._desk.account, identities)
        before = {identity for identity, one in known.items() if one.counted is not None}
        new = {uid: one for uid, one in found.items() if one.arrival.identity not in before}
        if not new:
            return
        self._mailbox.open(batch.folder, writable=self._desk.writes)
        yield from keep(
            self._mailbox, self._desk, new, reading=self._reading, theirs=self._is_theirs
        )

    def _knock(self, kept: Kept, histories: Mapping[str, History]) -> Decision:
        event = kept.candidate.event
        knock = at_closed_door(
            event,
            self._met(kept.candidate),
            policy=self._desk.policy,
            now=self._now,
            sha256=kept.sha256,
            occasion=KNOCK,
            knock=True,
        )
        if not self._rulebook.alerts:
            return knock
        history = histories.get(event.arrival.identity, NOTHING)
        return self._with_alerts(knock, self._as_in_the_inbox(kept, history))

    def _as_in_the_inbox(self, kept: Kept, history: History) -> Decision:
        """What would be decided about it where rules are tried."""
        event = kept.candidate.event
        decided = partial(
            decide,
            rulebook=self._rulebook,
            policy=self._desk.policy,
            now=self._now,
            history=history,
        )
        found = decided(event, content_read=False)
        if isinstance(found, Undecided):
            whole = read_again(event, kept.sha256, self._desk, reading=self._reading)
            found = decided(whole, content_read=True)
        assert isinstance(found, Decision)  # noqa: S101  content_read promises it
        return found

    def _with_alerts(self, knock: Decision, decided: Decision) -> Decision:
        alerts = [effect for effect in decided.effects if effect.do is Do.ALERT]
        continued = tuple(name for name in decided.continued if name in self._telling)
        return knock.model_copy(
            update={"effects": (*knock.effects, *alerts), "continued": continued}
        )

    def _is_theirs(self, candidate: Candidate) -> bool:
        return self._met(candidate).door is Door.CLOSED

    def _met(self, candidate: Candidate) -> Met:
        return self._rulebook.directory.meet(candidate.event, today=self._today)


def _since_the_first_start(desk: Desk, now: datetime) -> timedelta:
    """How far back a folder that turns up later is new: it may have been made with mail in it."""
    begun = desk.store.doorbook.begun()
    return desk.backfill + (now - begun if begun else timedelta(0))
