"""What a closing makes of one message that was there before it, and how to look for such ones."""

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum

from screener.domain.people.contact import Met
from screener.domain.people.handle import GMAIL, Handle, Kind
from screener.domain.record.decision import CLOSED_DOOR, Decision, Door, Mode, decision_id
from screener.domain.record.effect import Do, Effect, Status
from screener.domain.record.event import Event
from screener.domain.rules.decide import Policy

SWEEP = "sweep"
"""The name of a round that files past messages begins with it: they are history and no knocks."""


class Whose(StrEnum):
    """Who wrote a past message that has to do with a closed contact."""

    THEIRS = "theirs"
    YOURS = "yours"
    OTHERS = "others"


def at_closed_door(
    event: Event,
    met: Met,
    *,
    policy: Policy,
    now: datetime,
    sha256: str,
    occasion: str,
    knock: bool = False,
    filed: bool = False,
) -> Decision:
    """The decision about a message of somebody closed that is not decided where it arrived.

    It is preserved where it lies, or with `filed` marked and moved as by the built-in rule.
    `occasion` tells several decisions about one message in one place apart.
    """
    arrival = event.arrival
    once = arrival.model_copy(update={"identity": f"{arrival.identity}\0{occasion}"})
    return Decision(
        id=decision_id(once),
        event=event,
        decided=now,
        mode=policy.mode,
        contact=met.contact,
        door=Door.CLOSED,
        line=met.entry.line if met.entry else None,
        rule=CLOSED_DOOR,
        effects=(_preserved(), *(_filed(policy) if filed else ())),
        destination=policy.closed_file if filed else None,
        preserved=sha256,
        knock=knock,
        round=occasion if knock else f"{SWEEP} {occasion}",
    )


def pieces_of(handles: Iterable[Handle]) -> Collection[tuple[str, str]] | None:
    """Pieces of addresses, local part and domain, one pair of which is in every message from or to
    them; None where only looking at every message can tell.

    Mail programs write one mailbox in several ways, so the pieces are those that all have.
    """
    found: set[tuple[str, str]] = set()
    for handle in handles:
        pieces = _pieces(handle)
        if pieces is None or not all(piece.isascii() and "xn--" not in piece for piece in pieces):
            return None
        found.add(pieces)
        if pieces[1] == GMAIL:
            found.add(("", "googlemail.com"))
    return found


def _preserved() -> Effect:
    return Effect(do=Do.PRESERVE, value="true", status=Status.DONE)


def _filed(policy: Policy) -> Iterable[Effect]:
    status = Status.WOULD if policy.mode is Mode.OBSERVE else Status.PENDING
    if policy.closed_mark:
        yield Effect(do=Do.MARK, value=policy.closed_mark, status=status)
    yield Effect(do=Do.FILE, value=policy.closed_file, status=status)


def _pieces(handle: Handle) -> tuple[str, str] | None:
    match handle.kind:
        case Kind.ADDRESS:
            local, _, domain = handle.key.rpartition("@")
            plain = domain != GMAIL and not {'"', "\\"} & set(local)
            return (local if plain else "", domain)
        case Kind.DOMAIN | Kind.RELAY:
            return ("", handle.key)
        case Kind.SUBDOMAIN:
            return ("", f".{handle.key}")
        case Kind.GLOB:
            domain = handle.key.rpartition("@")[2]
            return None if {"*", "?", "["} & set(domain) else ("", domain)
        case _:
            return None
