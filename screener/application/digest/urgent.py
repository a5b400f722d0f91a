"""`digest: now`: one message of which the user wants to hear at once, without waiting for morning.

One an hour and contact at most: whoever writes a hundred times is counted, and does not ring a
hundred times. At a closed door it says who came and by which channel, and no word of what was said.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from screener.application.deciding.judged import Judged
from screener.application.desk import Desk
from screener.application.digest.content.closed_by_now import UNKNOWN
from screener.application.digest.content.knocking import Knocking
from screener.application.digest.letter import letter_of
from screener.application.digest.span import Span
from screener.domain.digest.command import VALID_DAYS
from screener.domain.digest.digest import AtClosedDoor, ByRule, Digest, Item, Kind, Point
from screener.domain.letters.letter import Kind as Letters
from screener.domain.letters.outgoing import Outgoing
from screener.domain.record.decision import CLOSED_DOOR, Decision, Door
from screener.domain.record.effect import Do, Status
from screener.domain.record.summary import summary
from screener.domain.rules.decide import on_trial

AN_HOUR = timedelta(hours=1)


def write_at_once(judged: Judged, desk: Desk) -> Judged:
    """The same with a letter for each decision of which the user is to hear now."""
    urgent = {_about(one): one for one in judged.decisions if _is_urgent(one)}
    letters = [_outgoing(about, one, desk) for about, one in urgent.items()]
    return judged._replace(letters=[*judged.letters, *letters]) if letters else judged


def _is_urgent(decision: Decision) -> bool:
    return any(
        effect.do is Do.DIGEST
        and effect.value == "now"
        and effect.status is Status.DONE
        and on_trial(effect.reason) is None
        for effect in decision.effects
    )


def _about(decision: Decision) -> str:
    """Who and in which hour."""
    hour = decision.decided.replace(minute=0, second=0, microsecond=0)
    who = decision.line or decision.contact or decision.id
    return f"{decision.event.arrival.account}:{who}:{hour.isoformat()}"


def _outgoing(about: str, decision: Decision, desk: Desk) -> Outgoing:
    letter = letter_of(_digest(decision, desk), desk, kind=Letters.URGENT, about=about)
    return Outgoing(letter=letter, created=decision.decided, due=decision.decided)


def _digest(decision: Decision, desk: Desk) -> Digest:
    day = decision.decided.astimezone(desk.policy.zone).date()
    span = Span(day, decision.decided - AN_HOUR, decision.decided)
    closed = decision.door is Door.CLOSED
    rule = next(iter(decision.continued), decision.rule or "")
    return Digest(
        account=desk.account,
        whose=desk.answers.address,
        day=day,
        since=span.since,
        until=span.until,
        zone=desk.policy.zone,
        mode=desk.policy.mode,
        valid=day + timedelta(days=VALID_DAYS),
        head=desk.store.head(),
        points=[_point(decision, rule)],
        closed=_at_closed_door(decision, desk, span) if closed else (),
        rules=() if closed else (ByRule(rule, 1, (_item(decision),)),),
        at_once=True,
    )


def _point(decision: Decision, rule: str) -> Point:
    text = f"The rule `{rule}` wants you to know of this at once."
    return Point(Kind.ALARM, "now", decision.decided, text, contact=decision.line)


def _at_closed_door(decision: Decision, desk: Desk, span: Span) -> Sequence[AtClosedDoor]:
    channel: Counter[str] = Counter({decision.event.kind: 1})
    return Knocking(desk, span).at_closed_doors({decision.line or CLOSED_DOOR: channel})


def _item(decision: Decision) -> Item:
    told = summary(decision.event)
    return Item(
        id=decision.id,
        received=decision.event.arrival.received,
        who=decision.contact or told.from_handle or UNKNOWN,
        name=told.from_name,
        subject=told.subject,
        kind=decision.event.kind,
        outcome=f"→ {decision.destination}" if decision.destination else "left where it was",
    )
