"""What does not work, as points of the digest: each says what happened and what to do."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from screener.application.desk import Desk
from screener.application.digest.content.closed_by_now import UNKNOWN, ClosedByNow
from screener.application.digest.span import Span
from screener.domain.digest.command import Command, Verb
from screener.domain.digest.digest import Act, Kind, Point
from screener.domain.duration import about, in_words
from screener.domain.letters.letter import ANSWERS
from screener.domain.letters.letter import Kind as Letters
from screener.domain.letters.outgoing import Stage
from screener.ports.daybook import Dealt, Sent

WORTH_TELLING = timedelta(minutes=10)
"""A shorter outage is none that anybody wants to read of."""

_NEVER_KNOWN = frozenset({Stage.UNCERTAIN, Stage.REJECTED})

_CALLED: Mapping[Letters, str] = {
    Letters.REPLY: "answer",
    Letters.ASK: "question",
    Letters.DECLINE: "polite no",
    Letters.HAND_OFF: "letter that hands somebody on",
    Letters.ALERT: "alert",
    Letters.READER: "mail to a reader",
    Letters.WITNESS: "mail to a witness",
    Letters.DIGEST: "digest",
}


_BESIDE = {**dict.fromkeys(ANSWERS, " to {}"), Letters.ALERT: " about {}"}
"""How the contact is told beside that."""


def problems(
    desk: Desk,
    span: Span,
    closed: ClosedByNow,
    *,
    letters: Sequence[Sent],
    unreadable: Sequence[Dealt],
    not_handed_on: Mapping[str, Sequence[Dealt]],
) -> Iterator[Point]:
    """Everything that somebody can do something about."""
    yield from _broken_rules(desk, span)
    yield from _outages(desk, span)
    yield from _held(desk, span)
    yield from _failed(desk, span)
    yield from _lost_letters(letters, closed)
    yield from _not_handed_on(span, not_handed_on, closed)
    yield from _unreadable(desk, span, unreadable)


def _broken_rules(desk: Desk, span: Span) -> Iterator[Point]:
    broken = desk.broken_rules()
    if broken is not None:
        first = broken.partition("\n")[0].rstrip(".")
        text = (
            "Your rules as they are now are not in force; the last good ones are. The first mistake"
            f" is {first}. `screener check` shows all of it."
        )
        yield Point(Kind.ERROR, "broken_rules", span.until, text)


def _outages(desk: Desk, span: Span) -> Iterator[Point]:
    """Those of this account; and of others those that go on, since no digest arrives there."""
    for account in sorted(desk.doors.accounts):
        its = "" if account == desk.account else f" of `{account}`"
        for outage in desk.store.outages.known(account, since=span.since):
            lasted = (outage.until or span.until) - outage.since
            if lasted < WORTH_TELLING or (its and outage.until):
                continue
            since = outage.since.astimezone(desk.policy.zone).isoformat(sep=" ", timespec="minutes")
            how = "could not be served" if outage.until else "cannot be served"
            long = in_words(about(lasted))
            text = f"The mailbox{its} {how} for {long}, since {since}: {outage.why.rstrip('.')}."
            yield Point(Kind.ERROR, "unreachable", outage.since, text)


def _held(desk: Desk, span: Span) -> Iterator[Point]:
    moving: dict[str, int] = {}
    for tally in desk.store.held_back(desk.account):
        moving[tally.rule] = moving.get(tally.rule, 0) + tally.moving
    for rule, number in moving.items():
        text = (
            f"The brake holds the rule `{rule}`: it was about to move or answer {number:,} messages"
            " at once. They are where they were."
        )
        let_go = Act("Let it go on", Command(Verb.RELEASE, (rule,)))
        yield Point(Kind.ERROR, "held", span.until, text, acts=(let_go,))


def _failed(desk: Desk, span: Span) -> Iterator[Point]:
    failed = desk.store.daybook.failed(desk.account, since=span.since, until=span.until)
    for reason, number in failed.items():
        text = f"{_times(number)} something could not be done for good: {reason.rstrip('.')}."
        yield Point(Kind.ERROR, "failed", span.until, text)


def _lost_letters(letters: Sequence[Sent], closed: ClosedByNow) -> Iterator[Point]:
    for one in letters:
        if one.stage not in _NEVER_KNOWN:
            continue
        whom = closed.called(one.contact) if one.contact else UNKNOWN
        what = f"The {_CALLED[one.kind]}{_BESIDE.get(one.kind, '').format(whom)}"
        because = f": {one.reason.rstrip('.')}." if one.reason else "."
        if one.stage is Stage.REJECTED:
            yield Point(Kind.ERROR, "rejected", one.at, f"{what} could not be delivered{because}")
        else:
            told = f"Nobody knows whether {what[0].lower()}{what[1:]} arrived; it is not sent again"
            yield Point(Kind.ERROR, "uncertain", one.at, f"{told}{because}")


def _not_handed_on(
    span: Span, by_reason: Mapping[str, Sequence[Dealt]], closed: ClosedByNow
) -> Iterator[Point]:
    for reason, dealt in by_reason.items():
        number, latest = len(dealt), dealt[0]
        text = (
            f"{_messages(number)} {'was' if number == 1 else 'were'} not handed on: {reason}. Send"
            f" {'it' if number == 1 else 'them'} yourself; the latest is of {closed.who(latest)}."
        )
        yield Point(Kind.ERROR, "not_handed_on", span.until, text)


def _unreadable(desk: Desk, span: Span, unreadable: Sequence[Dealt]) -> Iterator[Point]:
    if unreadable:
        number, latest = len(unreadable), unreadable[0].id
        recorded = desk.store.decision(latest)
        at = recorded.decision.decided if recorded else span.until
        text = (
            f"{_messages(number)} could not be read and {'is' if number == 1 else 'are'} left where"
            f" {'it is' if number == 1 else 'they are'}: `screener why {latest}` tells"
            " why."
        )
        yield Point(Kind.ERROR, "unreadable", at, text)
    waiting = len(desk.store.daybook.troubles(desk.account))
    if waiting:
        text = f"{_messages(waiting)} could not be decided so far and will be tried again."
        yield Point(Kind.ERROR, "undecided", span.until, text)


def _messages(number: int) -> str:
    return "1 message" if number == 1 else f"{number:,} messages"


def _times(number: int) -> str:
    return "Once" if number == 1 else f"{number:,} times"
