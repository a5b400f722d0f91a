"""What becomes of a message, as `preview` calls it."""

import pytest

from screener.application.insight.outcome import outcome
from screener.domain.record.effect import Do, Effect, Status
from screener.domain.rules.rulebook import with_decline
from tests.builders import a_decision

HR = "hr@myfirm.example"


@pytest.mark.parametrize(
    ("effect", "told"),
    [
        (Effect(do=Do.TAG, value=("work", "later")), ("tag work, later",)),
        (Effect(do=Do.HAND_OFF, value=(HR, "for-you", "")), (f"hand_off {HR}",)),
        (Effect(do=Do.HAND_OFF, value=(HR, "for-you", "told")), (f"hand_off {HR}",)),
        (Effect(do=Do.ALERT, value=(HR,)), (f"alert {HR}",)),
        (Effect(do=Do.CLOSE, value="true"), ("close",)),
        (Effect(do=Do.CLOSE, value=with_decline("no")), ("close with the answer no",)),
        (Effect(do=Do.DIGEST, value="now", status=Status.DONE), ("digest now",)),
        (Effect(do=Do.DIGEST, value="hide", status=Status.DONE), ()),
        (Effect(do=Do.PRESERVE, value="true", status=Status.DONE), ()),
        (
            Effect(do=Do.REPLY, value="no", status=Status.REFUSED, reason="it is a list"),
            ("no reply no: it is a list",),
        ),
    ],
    ids=str,
)
def test_an_action_is_told_in_the_words_of_the_rule(effect: Effect, told: tuple[str, ...]) -> None:
    """What nobody would notice in the mailbox is left out."""
    assert outcome(a_decision(1, effect)).actions == told
