"""Telling others of somebody at the user's own word, for the visit that may come."""

from collections.abc import Sequence
from datetime import timedelta

from screener.application import errand
from screener.application.desk import Desk
from screener.application.doors.who import Who
from screener.application.letters.stationery import written
from screener.application.people.alerts import latest_words, notice
from screener.application.record.history import history
from screener.domain.doors.notice import SUBJECT, text_of
from screener.domain.letters.letter import Kind, Letter
from screener.domain.letters.outgoing import Outgoing
from screener.domain.record.decision import Decision, Door, Mode
from screener.domain.record.event import Unreadable
from screener.domain.record.history import Past
from screener.errors import ScreenerError, WrongUse
from screener.ports.store import Query

LOOK_BACK = timedelta(days=30)
"""So far is looked back for somebody whose door is not closed."""


def prepared(about: Who, *, to: Sequence[str], desk: Desk) -> Letter:
    """The notice as it would go out, to these or to those whom the user's files name.

    Raises WrongUse if nobody is to get it or one of them is closed, ScreenerError if nothing can be
    sent.
    """
    receivers = tuple(to) or (about.entry.alert if about.entry else ())
    if not receivers:
        advice = "name them with `--to`, or in your files under `alert:`"
        raise WrongUse(f"nobody is to be told of `{about.name}`", advice=advice)
    _refuse_closed(receivers, desk)
    if desk.policy.mode is Mode.OBSERVE:
        raise ScreenerError("observing: nothing is sent until mode: enforce")
    now = desk.clock.now()
    decisions = _came(about, desk)
    came = [
        Past.of(one.event, at_closed_door=one.knock)
        for one in decisions
        if not isinstance(one.event, Unreadable)
    ]
    words = latest_words(decisions, desk) if desk.include_text else ()
    return written(
        desk,
        kind=Kind.ALERT,
        about=f"{about.name}:{now.isoformat()}",
        to=receivers,
        subject=SUBJECT,
        body=text_of(notice(desk, about.name, came, about.entry, words=words)),
    )


def send(letter: Letter, about: Who, desk: Desk) -> None:
    """Put it into the outbox, and let a running daemon know. Raises DiskTrouble."""
    now = desk.clock.now()
    desk.store.letterbox.queue(Outgoing(letter=letter, created=now, due=now, contact=about.name))
    errand.call(desk.store, at=now)


def _refuse_closed(receivers: Sequence[str], desk: Desk) -> None:
    today = desk.clock.now().astimezone(desk.policy.zone).date()
    for address in receivers:
        if desk.rulebook().directory.of_address(address, today=today).door is Door.CLOSED:
            advice = "only others can be told of somebody closed"
            raise WrongUse(f"the door of `{address}` is closed", advice=advice)


def _came(about: Who, desk: Desk) -> list[Decision]:
    """What came since their door was closed, or lately if it is not; each message once."""
    now = desk.clock.now()
    today = now.astimezone(desk.policy.zone).date()
    closed = about.door_at(today) is Door.CLOSED
    query = Query(knocks_only=True) if closed else Query(since=now - LOOK_BACK)
    found = (one.decision for one in history(desk.store, query, about=about))
    return list({one.event.arrival.identity: one for one in found}.values())
