"""The brake: effects of a rule that wait because it is about to touch too many messages."""

from sqlalchemy import ColumnElement, Connection, distinct, func, select, update

from screener.adapters.store.tables import decisions, effects
from screener.domain.record.effect import MOVES, Do, Status
from screener.ports.store import Tally

HELD = "held"
"""The brake of an effect that waits."""

RELEASED = "released"
"""The brake of an effect that somebody let go: it is never counted and held again."""

_pending = effects.c.status == Status.PENDING.value

_counted = effects.c.do.in_([do.value for do in (*sorted(MOVES), Do.REPLY, Do.CLOSE)])


def tallies(connection: Connection, account: str) -> tuple[Tally, ...]:
    """What each rule is about to move or answer, by round."""
    return _tallies(connection, account, effects.c.brake.is_(None))


def held_back(connection: Connection, account: str) -> tuple[Tally, ...]:
    """What waits, by round."""
    return _tallies(connection, account, effects.c.brake == HELD)


def hold_back(connection: Connection, tally: Tally, reason: str) -> None:
    """Let the pending effects of one rule and round wait, all of them and not only the moves."""
    theirs = select(decisions.c.id).where(
        decisions.c.account == tally.account,
        decisions.c.round == tally.round,
        decisions.c.rule == tally.rule,
    )
    which = (_pending, effects.c.brake.is_(None), effects.c.decision.in_(theirs))
    connection.execute(update(effects).where(*which).values(brake=HELD, reason=reason))


def release(connection: Connection, account: str, rule: str | None) -> int:
    """Let what waits of that rule go on, or everything, and say how many effects that were."""
    which = [effects.c.account == account, _pending, effects.c.brake == HELD]
    if rule is not None:
        theirs = select(decisions.c.id).where(
            decisions.c.account == account, decisions.c.rule == rule
        )
        which.append(effects.c.decision.in_(theirs))
    released = update(effects).where(*which).values(brake=RELEASED, reason=None)
    return connection.execute(released).rowcount


def _tallies(connection: Connection, account: str, which: ColumnElement[bool]) -> tuple[Tally, ...]:
    moving = connection.execute(
        select(decisions.c.round, decisions.c.rule, func.count(distinct(decisions.c.id)))
        .join_from(effects, decisions)
        .where(effects.c.account == account, _pending, _counted, which)
        .where(decisions.c.rule.is_not(None))
        .group_by(decisions.c.round, decisions.c.rule)
        .order_by(decisions.c.round, decisions.c.rule)
    ).all()
    decided = _decided(connection, account, {its_round for its_round, _, _ in moving})
    return tuple(
        Tally(account, its_round, rule, count, decided[its_round])
        for its_round, rule, count in moving
    )


def _decided(connection: Connection, account: str, rounds: set[str]) -> dict[str, int]:
    """How many messages each of the rounds decided."""
    counts = connection.execute(
        select(decisions.c.round, func.count())
        .where(decisions.c.account == account, decisions.c.round.in_(rounds))
        .group_by(decisions.c.round)
    )
    return dict(iter(counts))
