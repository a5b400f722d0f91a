"""The brake: a rule about to move implausibly many messages of one round is held and told.

Closed doors, commands by mail, backfill and sweeps are never held: the user named those people, or
that mail.
"""

import structlog

from screener.application.desk import Desk
from screener.domain.record.decision import BUILT_IN
from screener.ports.store import Tally

log = structlog.get_logger()

BACKFILL = "backfill"

HELD_BY_THE_BRAKE = "held by the brake"
"""So begins the reason of an effect that waits."""


def hold_the_implausible(desk: Desk) -> None:
    """Hold the effects of every rule that goes too far; what was released is not held again."""
    for tally in desk.store.tallies(desk.account):
        if _implausible(tally, desk):
            desk.store.hold_back(tally, reason=_reason(tally))
            log.warning("brake_held_rule", account=desk.account, rule=tally.rule)


def _implausible(tally: Tally, desk: Desk) -> bool:
    if tally.rule in BUILT_IN or tally.round.startswith(BACKFILL):
        return False
    brake = desk.brake
    return tally.moving > brake.messages and tally.moving > brake.share * tally.decided


def _reason(tally: Tally) -> str:
    return (
        f"{HELD_BY_THE_BRAKE}: the rule would move {tally.moving} of {tally.decided} messages"
        " at once; `screener once --yes` lets it"
    )
