"""What is remembered of doors: closings, sweeps, questions, and moves that wait."""

from collections.abc import Collection, Container, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from screener.domain.doors.closing import Changed, Closing, Request
from screener.domain.doors.sweep import Sweep
from screener.domain.record.chain import Deed
from screener.domain.record.question import Question


class Evidence(NamedTuple):
    """What is known of a message: its object in the archive, and when a closed door last had it."""

    sha256: str | None
    counted: datetime | None


class Doorbook(Protocol):
    """What is remembered of doors beside the files. Every method is one transaction."""

    def closings(self) -> tuple[Closing, ...]:
        """Those that have not ended, by line."""
        ...

    def begun(self) -> datetime | None:
        """When the doors of the very first start were noted."""
        ...

    def begin(self, found: Sequence[Closing], *, at: datetime) -> None:
        """Note the doors of the very first start; nothing happens the second time."""
        ...

    def note(
        self,
        changed: Changed,
        *,
        at: datetime,
        accounts: Collection[str],
        deeds: Sequence[Deed] = (),
        asked: Sequence[Question] = (),
    ) -> None:
        """Closings that began, went on differently and ended; and who is to be swept where.

        What somebody else has noted meanwhile is left as it is; a deed is told only if its contact
        is a line that began or ended here.
        """
        ...

    def leave_the_past(self, lines: Collection[str]) -> None:
        """Past messages of these lines are not looked for after all."""
        ...

    def sweeps(self, *, account: str | None = None) -> tuple[Sweep, ...]:
        """Those that are not finished, the oldest occasion first."""
        ...

    def swept(self, occasion: datetime) -> tuple[Sweep, ...]:
        """How far one occasion is in each account."""
        ...

    def went_on(self, sweep: Sweep) -> None:
        """Write down how far it is."""
        ...

    def evidence(self, account: str, identities: Collection[str]) -> dict[str, Evidence]:
        """What is known of those of the messages that were decided before."""
        ...

    def preserved_for(self, contact: str, objects: Collection[str]) -> frozenset[str]:
        """Those of the objects of which the ledger says that they were preserved for them, or sent
        to them.
        """
        ...

    def ask(self, asked: Sequence[Question]) -> None:
        """Ask what was not asked before, and is not open in the same words."""
        ...

    def questions(self, *, settled: bool = False) -> tuple[Question, ...]:
        """The open ones, or those that are settled, oldest first."""
        ...

    def settle(self, ids: Collection[str], *, at: datetime) -> None:
        """These questions need no answer any more."""
        ...

    def unask(self, theirs: Container[object]) -> None:
        """Nothing stays of any question about these contacts, answered or not."""
        ...

    def queue(self, wanted: Request, *, asked: Sequence[Question] = ()) -> None:
        """A door is to be moved once the file of doors can be edited."""
        ...

    def queued(self) -> tuple[Request, ...]:
        """Doors that wait, in the order in which they were asked for."""
        ...

    def drop(self, request: Request) -> None:
        """It waits no longer."""
        ...

    def intend(self, wanted: Sequence[Request]) -> None:
        """These are about to be written into the file of doors, and into the ledger after that."""
        ...

    def intended(self) -> tuple[Request, ...]:
        """Those that may be in the file and are not in the ledger yet, the oldest first."""
        ...

    def enter(self, wanted: Request, deeds: Sequence[Deed]) -> None:
        """It is intended no more, and the deeds are in the ledger; else nothing happens."""
        ...
