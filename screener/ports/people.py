"""Who came, and to whom the user wrote."""

from collections.abc import Collection, Container, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from screener.domain.doors.likeness import Mark
from screener.domain.record.decision import Bookmark
from screener.domain.record.history import Past


class Happened(NamedTuple):
    """One event that was decided; `identity` tells a message from its like."""

    identity: str
    past: Past


class Acquaintance(NamedTuple):
    """What was learned of a handle from mail that was never decided; times aware, in UTC.

    `heard_first` and `heard_last` are of mail from before the first start, `wrote_at` is when the
    user last wrote there.
    """

    heard_first: datetime | None = None
    heard_last: datetime | None = None
    wrote_at: datetime | None = None


class People(Protocol):
    """Who came and to whom the user wrote, by handle in canonical form or by contact's name.

    Every method is one transaction.
    """

    def events(
        self, since: Mapping[str, datetime], *, until: datetime
    ) -> Mapping[str, Sequence[Happened]]:
        """Under each handle or name: events received at or after its time, decided before `until`.

        Who is not there had none.
        """
        ...

    def others(
        self, pairs: Collection[tuple[str, str]], *, until: datetime
    ) -> Collection[tuple[str, str]]:
        """Those pairs of handle or name and identity for which another event than that identity
        was decided before `until`, however long ago.
        """
        ...

    def acquaintances(
        self, handles: Collection[str], *, until: datetime | None = None
    ) -> Mapping[str, Acquaintance]:
        """What was learned of these; who is not there is unknown. `until` is about `wrote_at`."""
        ...

    def learn(
        self,
        bookmark: Bookmark,
        *,
        heard: Collection[tuple[str, datetime]] = (),
        wrote: Collection[tuple[str, datetime]] = (),
    ) -> None:
        """From which handles something came and to which the user wrote, and how far it was read.

        What is known already does no harm.
        """
        ...

    def unlearn(self, theirs: Container[object]) -> None:
        """Nothing of `learn` and `mark` stays of whatever handle or name is in `theirs`."""
        ...

    def first_came(self, handle: str) -> datetime | None:
        """When the first message from there was received, as far as is known."""
        ...

    def mark(self, marks: Collection[tuple[str, Mark]]) -> None:
        """What messages at closed doors left behind, by line. What is known does no harm."""
        ...

    def marked(self, signs: Collection[Mark]) -> Mapping[str, Collection[Mark]]:
        """The lines of which there are such marks, with them; of Sign.THREAD the Message-ID of any
        message that met a closed door is one.
        """
        ...
