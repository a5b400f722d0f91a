"""Messages that the user brought back from where we had filed them: those are left alone."""

from datetime import datetime

from screener.application.deciding.asking import moved_back
from screener.application.deciding.cases import Case
from screener.domain.record.decision import LEFT_ALONE, MOVED_BACK, TAKEN_BACK, Decision, Known
from screener.domain.record.event import Event
from screener.domain.record.question import Question
from screener.domain.rules.decide import leave_alone
from screener.domain.rules.rulebook import Rulebook
from screener.ports.mailbox import Mailbox


class BroughtBack:
    """Those of one round; `now` is aware."""

    def __init__(self, mailbox: Mailbox, *, rulebook: Rulebook, now: datetime) -> None:
        self._mailbox = mailbox
        self._rulebook = rulebook
        self._now = now
        self._asked: list[Question] = []

    def is_one(self, known: Known) -> bool:
        """Whether our copy is gone from its place, or was once; another folder may be open then."""
        if known.reason in LEFT_ALONE:
            return True
        if known.landed_folder is None:
            return False
        state = self._mailbox.open(known.landed_folder, writable=False)
        if known.landed_uid is None or state.uidvalidity != known.landed_uidvalidity:
            return True
        return not self._mailbox.flags([known.landed_uid])

    def leave(self, case: Case, event: Event, known: Known) -> Decision:
        """Nothing is done; the first time the user is asked what should be different."""
        left = self.left(case, event, known)
        if known.reason not in LEFT_ALONE:
            self._asked.append(moved_back(left, known))
        return left

    def left(self, case: Case, event: Event, known: Known) -> Decision:
        """Nothing is done, and nothing asked."""
        return leave_alone(
            event,
            rulebook=self._rulebook,
            policy=case.policy,
            now=self._now,
            reason=TAKEN_BACK if known.reason == TAKEN_BACK else MOVED_BACK,
        )

    def questions(self) -> list[Question]:
        """What the user is asked since the last time that somebody wanted to know."""
        asked, self._asked = self._asked, []
        return asked
