"""The outbox of letters."""

from collections.abc import Collection, Container, Sequence
from datetime import datetime
from typing import Protocol

from screener.domain.letters.outgoing import Outgoing, Postmark
from screener.domain.record.chain import Deed


class Letterbox(Protocol):
    """The outbox of letters. Every method is one transaction."""

    def queue(self, outgoing: Outgoing) -> None:
        """Add one letter; nothing happens if there is one of its key, unless it was called off."""
        ...

    def due(self, account: str, *, now: datetime) -> tuple[Outgoing, ...]:
        """Letters to be tried by now, and those that a crash left started, oldest first."""
        ...

    def begin(self, key: str) -> None:
        """It is being sent from now on: durable before the dialogue starts. ValueError if it is
        not waiting.
        """
        ...

    def settle(self, postmark: Postmark, *, deeds: Sequence[Deed] = ()) -> None:
        """What became of it, and the deeds; the effect of its decision is told too. ValueError: no
        legal step. Whole messages that were enclosed are not kept in a letter that is settled.

        An answer that no effect of its decision asked for, such as the one of a closing, is one
        more effect of it from then on.
        """
        ...

    def letter(self, key: str) -> Outgoing | None:
        """One letter."""
        ...

    def of_contact(self, contacts: Collection[str]) -> tuple[Outgoing, ...]:
        """Every letter that concerns one of these, oldest first."""
        ...

    def answered(self, contacts: Collection[str], template: str, *, since: datetime | None) -> bool:
        """Whether the template went to one of them since then, or is about to; None means ever."""
        ...

    def drafted(self, contacts: Collection[str], template: str, *, since: datetime | None) -> bool:
        """Whether it was laid in Drafts for one of them since then, or is about to; None: ever."""
        ...

    def forget(self, contacts: Container[str | None], *, reason: str, at: datetime) -> None:
        """Of letters that concern one of these nothing stays but that there was one, when, to whom.

        What waits is cancelled, for that reason.
        """
        ...

    def automatic_since(self, account: str, since: datetime) -> int:
        """How many automatic answers the account has decided since then."""
        ...
