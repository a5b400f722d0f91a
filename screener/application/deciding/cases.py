"""The messages of a batch on their way to decisions, without those that were decided before."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from screener.application.deciding.arrivals import Batch, arrival_of
from screener.application.deciding.brake import BACKFILL
from screener.application.desk import Desk
from screener.domain.record.decision import LEFT_ALONE, Decision, Known, Trouble
from screener.domain.record.event import Arrival
from screener.domain.rules.decide import Policy
from screener.ports.mailbox import FetchedHeader

Found = Decision | Trouble | None
"""What became of a case; None while that is open."""


class Case(NamedTuple):
    """One message; `again` is a look after a failure, and `attempts` counts earlier ones.

    `policy` names the round that decides it.
    """

    header: FetchedHeader
    arrival: Arrival
    known: Known | None
    policy: Policy
    again: bool
    attempts: int

    @property
    def filed_before(self) -> Known | None:
        """What is known of it if we had filed it, or left it alone for having been moved back."""
        known = self.known
        if known is None or (known.landed_folder is None and known.reason not in LEFT_ALONE):
            return None
        return known


class Cases:
    """Makes the cases of one round, all at the same time `now`, which is aware."""

    def __init__(self, desk: Desk, *, now: datetime) -> None:
        self._desk = desk
        name = f"{now:%Y%m%dT%H%M%S.%f}"
        self._policy = desk.policy._replace(round=name)
        self._backfill = desk.policy._replace(round=f"{BACKFILL} {name}")

    def of(self, batch: Batch) -> Iterator[Case]:
        """Those of the batch that were not decided before."""
        arrivals = [self._arrival(header, batch) for header in batch.headers]
        known = self._desk.store.known(self._desk.account, {a.identity for a in arrivals})
        for header, arrival in zip(batch.headers, arrivals, strict=True):
            before = known.get(arrival.identity)
            was_there = batch.bookmark is not None and header.uid < batch.bookmark.first_uid
            if before is not None and was_there and before.uidvalidity != batch.uidvalidity:
                continue  # the same message under a new UIDVALIDITY was decided already
            if before is not None and _put_there(before, arrival):
                continue  # it lies where we have put it
            yield Case(
                header,
                arrival,
                before,
                policy=self._backfill if was_there else self._policy,
                again=batch.bookmark is None,
                attempts=batch.attempts.get(header.uid, 0),
            )

    def _arrival(self, header: FetchedHeader, batch: Batch) -> Arrival:
        return arrival_of(
            header,
            account=self._desk.account,
            folder=batch.folder,
            uidvalidity=batch.uidvalidity,
        )


def _put_there(known: Known, arrival: Arrival) -> bool:
    """Whether it was us who moved the message to the very place where it lies.

    A folder may have two names (`Work` is `INBOX/Work` with some servers), so where the server told
    the UID that decides: a message that is moved to where it is must not be new there without end.
    """
    if known.landed_uid is None:
        return known.landed_folder == arrival.folder
    return (known.landed_uidvalidity, known.landed_uid) == (arrival.uidvalidity, arrival.uid)
