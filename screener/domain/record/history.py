"""What was before: who came how often, and to whom the user has written.

A knock here is any event of a contact, whatever their door; replays and duplicates are none. Mail
that screener itself has sent never counts as the user's own.
"""

from bisect import bisect_right
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Literal, NamedTuple, Self

from screener.domain.record.event import CallReceived, MailReceived, VoicemailReceived, Vouched
from screener.domain.value import Value

Kind = Literal["email", "voicemail", "call"]


class Past(NamedTuple):
    """One earlier event; `at` is when the server received it, aware, in UTC.

    `at_closed_door` is whether the door was closed when it was decided.
    """

    at: datetime
    kind: Kind
    authenticated: bool = True
    at_closed_door: bool = False

    @classmethod
    def of(
        cls,
        event: MailReceived | VoicemailReceived | CallReceived,
        *,
        at_closed_door: bool = False,
    ) -> Self:
        """What is remembered of an event; for a call it is its provider who is authenticated."""
        mail = event if isinstance(event, MailReceived) else event.mail
        passed = mail.vouched is Vouched.PASSED
        return cls(event.arrival.received, event.kind, passed, at_closed_door)


class History(Value):
    """What is known of one contact before the event at hand.

    `heard_before` is whether there was anything at all from them, however long ago, and
    `wrote_at` when the user last wrote to them. `events` are in the order of their times and reach
    back as far as the rules ask.
    """

    events: tuple[Past, ...] = ()
    heard_before: bool = False
    wrote_at: datetime | None = None

    @property
    def corresponded(self) -> bool:
        """Whether the user ever wrote to them."""
        return self.wrote_at is not None

    @property
    def first_contact(self) -> bool:
        """Whether there was nothing from them, and nothing to them."""
        return not self.heard_before and not self.corresponded

    def knocks(
        self,
        *,
        since: datetime,
        until: datetime,
        kind: Kind | None = None,
        unanswered: bool = False,
    ) -> int:
        """How many events lie after `since` and up to `until`."""
        if unanswered and self.wrote_at is not None:
            since = max(since, self.wrote_at)
        # A machine may write a thousand times a day, so that looking at each would be felt.
        first = bisect_right(self.events, since, key=_time)
        last = bisect_right(self.events, until, key=_time)
        if kind is None:
            return max(0, last - first)
        return sum(past.kind == kind for past in self.events[first:last])


_time = attrgetter("at")

NOTHING = History()


class Asked(Value):
    """How much of the history the rules look at; `back` is how far the longest look reaches."""

    anything: bool = False
    back: timedelta = timedelta(0)

    def __or__(self, other: "Asked") -> "Asked":
        return Asked(anything=self.anything or other.anything, back=max(self.back, other.back))


NOTHING_ASKED = Asked()
