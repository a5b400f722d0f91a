"""A round up to where anything would be carried out: what it decides, and nothing done.

Whatever it wants to remember goes into the store and the archive of the desk, which are copies that
are thrown away. What one batch came to is remembered there before the next, as a round does:
somebody whom a gate has taken in is inside it when they write to another folder.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from screener.application.deciding.arrivals import Batch
from screener.application.deciding.correspondence import learn
from screener.application.deciding.judged import Judged
from screener.application.desk import Desk
from screener.application.gates.passing import tend
from screener.application.record.likeness import leave_marks
from screener.application.rounds.poll import Deciding
from screener.application.rounds.round import knowing_the_trash
from screener.domain.record.decision import Decision
from screener.domain.record.effect import Do, Status
from screener.domain.rules.rulebook import Rulebook
from screener.ports.mailbox import Mailbox


class _Onlooker(Desk):
    """A desk at which the mailbox is only looked at."""

    __slots__ = ()

    @property
    def writes(self) -> bool:
        return False


class Rehearsal:
    """A round by the rules of one desk, up to where anything would be carried out."""

    def __init__(self, mailbox: Mailbox, desk: Desk, *, now: datetime) -> None:
        self._mailbox = mailbox
        self._desk = desk = knowing_the_trash(mailbox, _Onlooker(*desk))
        rulebook = desk.rulebook()
        learn(mailbox, desk, {}, rulebook=rulebook, now=now)
        keeps = _matters(rulebook)
        self._decide = Deciding(mailbox, desk, rulebook=rulebook, now=now, keeps=keeps)

    def decide(self, batch: Batch) -> Judged:
        """What becomes of a batch, in the light of those before it."""
        judged = self._decide.see_to(self._decide.look_at(batch))
        # Only gates and answers look back at what the same round has decided.
        if self._desk.rulebook().answers:
            store = self._desk.store
            kept, region = self._desk.archive, self._desk.region
            leave_marks(judged.decisions, store=store, archive=kept, region=region)
            store.remember(judged.decisions, bookmark=None, letters=judged.letters)
        for decision in judged.decisions:
            if decision.preserved is not None:
                self._desk.archive.remove(decision.preserved)  # it has served its purpose
        return judged

    def tend(self) -> Sequence[Decision]:
        """What gates then do with messages besides those that come."""
        return tend(self._mailbox, self._desk)


def _matters(rulebook: Rulebook) -> Callable[[Decision], bool]:
    """Whose original must be read: it is handed on, or may show who somebody closed is.

    Who that is matters only where something is answered.
    """

    def matters(decision: Decision) -> bool:
        if decision.knock and rulebook.answers:
            return True
        return any(
            effect.do is Do.HAND_OFF and effect.status is Status.PENDING
            for effect in decision.effects
        )

    return matters
