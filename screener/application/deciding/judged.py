"""What a batch of messages came to, on its way from the judge to what is written down."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from screener.domain.digest.order import Order
from screener.domain.letters.outgoing import Outgoing
from screener.domain.record.decision import Decision, Trouble
from screener.domain.record.effect import Do, Status
from screener.domain.record.history import History
from screener.domain.record.question import Question


class Judged(NamedTuple):
    """The decisions, and what the user is asked and has said by mail.

    Letters are what the secretary adds.
    """

    decisions: Sequence[Decision]
    troubles: Sequence[Trouble]
    letters: Sequence[Outgoing] = ()
    asked: Sequence[Question] = ()
    orders: Sequence[Order] = ()
    histories: Mapping[str, History] = MappingProxyType({})
    """What was before each message, by identity, as far as anybody asks."""


def preserves(decision: Decision) -> bool:
    """Whether the original must be in the archive before the decision is written down."""
    return any(
        effect.do is Do.PRESERVE or (effect.do is Do.HAND_OFF and effect.status is Status.PENDING)
        for effect in decision.effects
    )
