"""Small steps that the tests of deciding share."""

from datetime import UTC, tzinfo
from typing import Any

from screener.domain.record.decision import Decision, Mode
from screener.domain.record.event import Event
from screener.domain.rules.decide import Policy, Undecided, decide
from screener.domain.rules.rulebook import Rulebook
from tests.builders import NOON


def a_policy(*, zone: tzinfo = UTC, **differently: Any) -> Policy:
    """The account `me`, enforcing."""
    ordinary: dict[str, Any] = {"account": "me", "mode": Mode.ENFORCE, "zone": zone}
    return Policy(**ordinary | differently)


def decided(event: Event, rulebook: Rulebook, **policy: Any) -> Decision:
    """The decision at noon, once everything was read."""
    decision = decide(
        event, rulebook=rulebook, policy=a_policy(**policy), now=NOON, content_read=True
    )
    assert not isinstance(decision, Undecided)
    return decision


def asked(decision: Decision) -> list[tuple[str, object]]:
    """What is to be done, in order."""
    return [(effect.do.value, effect.value) for effect in decision.effects]
