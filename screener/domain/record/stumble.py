"""Messages at which a server hangs up, and how they are found over several connections.

A connection that breaks while messages are read may have met one that breaks the server, or nothing
but bad luck. So what was being read is read in smaller lots the next time, down to one message. One
that broke the connection TIMES in a row, all by itself, is lost: it is never asked for again. That
counts only if the server showed another message of the same folder just before; a server that shows
none at all is in trouble itself, and is given PATIENCE.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from pydantic import Field

from screener.domain.value import Value

TIMES = 3

PATIENCE = timedelta(minutes=10)

SHARE = 25
"""A lot that broke the connection is read in so many parts: 500 messages are two steps from one."""


class Part(StrEnum):
    """What was being read of a message."""

    HEADER = "header"
    WHOLE = "whole"


class Told(NamedTuple):
    """What a server still tells of a message of which it shows nothing; `received` is aware."""

    received: datetime
    size: int


class Stumble(NamedTuple):
    """One time that the connection broke: what was being read, UIDs ascending.

    `proven` is whether this connection had shown that part of another message of the folder.
    """

    part: Part
    uids: tuple[int, ...]
    proven: bool
    told: Told | None = None


class Suspicion(Value):
    """It is one of these, from UID `first` to `last`; they are read `step` at a time.

    `times` is how often in a row it broke on exactly one, `since` when it did so first.
    """

    part: Part
    first: int
    last: int
    step: int
    times: int
    since: datetime


class Lost(Value):
    """A message whose `part` is not read any more, nor what is more than that.

    `received` is when it was first met if the server did not even tell that; `size` is 0 then.
    """

    part: Part
    received: datetime
    size: int


class Stumbles(Value):
    """What is known about one folder under one UIDVALIDITY."""

    uidvalidity: int
    lost: Mapping[int, Lost] = Field(default_factory=dict)
    suspicion: Suspicion | None = None

    def hides(self, part: Part, uid: int) -> bool:
        """Whether that part of the message is not to be read any more."""
        lost = self.lost.get(uid)
        return lost is not None and (lost.part is part or part is Part.WHOLE)

    def suspects(self, part: Part, uid: int) -> bool:
        """Whether the message is among those of which one broke the connection."""
        suspicion = self.suspicion
        if suspicion is None or suspicion.part is not part:
            return False
        return suspicion.first <= uid <= suspicion.last

    def last_try(self, part: Part, uid: int) -> bool:
        """Whether the message is lost if the connection breaks on it now."""
        suspicion = self.suspicion
        return (
            suspicion is not None
            and suspicion.times == TIMES - 1
            and (suspicion.part, suspicion.first) == (part, uid)
        )

    def after(self, stumble: Stumble, *, now: datetime) -> "Stumbles":
        """What is known once the connection broke; `now` is aware."""
        part, uids = stumble.part, stumble.uids
        if len(uids) > 1:
            step = max(1, len(uids) // SHARE)
            return self._suspecting(part, uids[0], uids[-1], step=step, since=now)
        (uid,) = uids
        before = self.suspicion
        if before is None or (before.part, before.first, before.last) != (part, uid, uid):
            return self._suspecting(part, uid, uid, times=1, since=now)
        if before.times < TIMES - 1 or not (stumble.proven or now - before.since >= PATIENCE):
            times = min(before.times + 1, TIMES - 1)
            return self._suspecting(part, uid, uid, times=times, since=before.since)
        received, size = stumble.told or (before.since, 0)
        lost = Lost(part=part, received=received, size=size)
        return self.model_copy(update={"lost": {**self.lost, uid: lost}, "suspicion": None})

    def passed(self, part: Part, uids: tuple[int, ...]) -> "Stumbles":
        """What is known once these were shown; after the last suspect nothing is suspected."""
        suspicion = self.suspicion
        if suspicion is None or (suspicion.part, suspicion.last) != (part, uids[-1]):
            return self
        return self.model_copy(update={"suspicion": None})

    def _suspecting(
        self, part: Part, first: int, last: int, *, since: datetime, step: int = 1, times: int = 0
    ) -> "Stumbles":
        suspicion = Suspicion(
            part=part, first=first, last=last, step=step, times=times, since=since
        )
        return self.model_copy(update={"suspicion": suspicion})
