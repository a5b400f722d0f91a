"""Small values for tests: each call shows only what matters to the test, the rest is ordinary."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from screener.domain.record.decision import Bookmark, Decision, Mode
from screener.domain.record.effect import Do, Effect
from screener.domain.record.event import (
    Address,
    Arrival,
    Caller,
    CallReceived,
    Event,
    MailReceived,
    Unreadable,
    VoicemailReceived,
)

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
"""When everything happens that does not say when."""


def an_arrival(uid: int = 1, **differently: Any) -> Arrival:
    """A message in the inbox of the account `me`, a minute later for each UID."""
    ordinary: dict[str, Any] = {
        "account": "me",
        "folder": "INBOX",
        "uidvalidity": 7,
        "uid": uid,
        "identity": f"hash:{uid}",
        "received": NOON + timedelta(minutes=uid),
        "size": 2_000,
    }
    return Arrival(**ordinary | differently)


def a_mail(
    uid: int = 1,
    *,
    sender: str = "him@example.com",
    name: str = "",
    arrival: Arrival | None = None,
    **differently: Any,
) -> MailReceived:
    """A mail of `sender` to me@example.com."""
    ordinary: dict[str, Any] = {
        "arrival": arrival or an_arrival(uid),
        "message_id": f"<{uid}@example.com>",
        "from_": (Address(address=sender, name=name),),
        "to": (Address(address="me@example.com"),),
        "subject": "Lunch?",
    }
    return MailReceived(**ordinary | differently)


def a_voicemail(uid: int = 1, *, number: str | None = "+12025550143") -> VoicemailReceived:
    """Ten seconds on the answering machine, as an exchange reports them."""
    mail = a_mail(uid, sender="pbx@pbx.example")
    caller = Caller(number=number, withheld=number is None)
    return VoicemailReceived(
        arrival=mail.arrival,
        mail=mail,
        provider="generic",
        caller=caller,
        duration=timedelta(seconds=10),
    )


def a_call(uid: int = 1, *, number: str | None = "+12025550143") -> CallReceived:
    """A missed call, as an exchange reports it."""
    mail = a_mail(uid, sender="pbx@pbx.example")
    caller = Caller(number=number, withheld=number is None)
    return CallReceived(arrival=mail.arrival, mail=mail, provider="generic", caller=caller)


def an_unreadable(uid: int = 1) -> Unreadable:
    """A message that nobody could read."""
    return Unreadable(arrival=an_arrival(uid), reason="the header is empty")


def an_event(uid: int = 1, **differently: Any) -> Event:
    """Some event: a mail."""
    return a_mail(uid, **differently)


def an_effect(do: Do = Do.FILE, value: str | tuple[str, ...] = "Filed") -> Effect:
    """Something to be done."""
    return Effect(do=do, value=value)


def a_decision(
    uid: int = 1,
    *effects: Effect,
    event: Event | None = None,
    **differently: Any,
) -> Decision:
    """A decision in enforce mode on message `uid` of the inbox, made a second after it came."""
    event = event or an_event(uid)
    ordinary: dict[str, Any] = {
        "id": f"d{event.arrival.uid}",
        "event": event,
        "decided": event.arrival.received + timedelta(seconds=1),
        "mode": Mode.ENFORCE,
        "effects": effects,
    }
    return Decision(**ordinary | differently)


def a_bookmark(last_uid: int = 1, **differently: Any) -> Bookmark:
    """How far the inbox of `me` has been read."""
    ordinary: dict[str, Any] = {
        "account": "me",
        "folder": "INBOX",
        "uidvalidity": 7,
        "last_uid": last_uid,
        "first_uid": 1,
        "since": NOON,
        "watermark": NOON,
    }
    return Bookmark(**ordinary | differently)


def decisions(count: int, *effects: Effect) -> Sequence[Decision]:
    """So many decisions on messages 1 to `count`, each with the same effects."""
    return [a_decision(uid, *effects) for uid in range(1, count + 1)]
