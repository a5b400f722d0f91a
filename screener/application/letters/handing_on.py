"""`hand_off` at the moment it is decided: the original, enclosed in a letter to somebody else.

An original goes to one address once, whatever happens, and is in the archive by then. What finds no
room in the letter is named in it, and refused, so that nobody takes it for sent. The sender
is told once it has left, under the same rules as any other answer; if they cannot be told, it is
handed on all the same.
"""

from collections.abc import Container, Mapping, Sequence
from typing import NamedTuple

import structlog

from screener.application.deciding.judged import Judged
from screener.application.desk import Desk
from screener.application.letters.facts import mail_of
from screener.application.letters.secretary import Secretary
from screener.application.letters.stationery import written
from screener.domain.letters.autoreply import Refusal
from screener.domain.letters.letter import Kind
from screener.domain.letters.outgoing import Outgoing
from screener.domain.people.handle import address_key
from screener.domain.record.decision import Decision
from screener.domain.record.effect import Do, Effect, Status
from screener.domain.record.event import Class
from screener.domain.record.summary import summary
from screener.errors import ScreenerError
from screener.ports.store import Store

log = structlog.get_logger()

ENCLOSED_OCTETS = 15 * 1024 * 1024
"""Many servers take no letter of more than 25 MB, and some no more than 20."""

NOT_KEPT = "the original is not at hand"
TOO_LARGE = "the message is too large to be handed on by mail"
NO_ROOM = "the letter that hands them on has no room for it"
FROM_THEM = "it comes from the one to whom it would go"
HANDED_BEFORE = "it was handed on to them before"


NOT_SENT = frozenset({NOT_KEPT, TOO_LARGE, NO_ROOM})
"""Reasons that nobody expects, so the digest tells of them."""


class _Handed(NamedTuple):
    """The letters, and for each decision whose message is not enclosed what is written there."""

    letters: Sequence[Outgoing]
    left_out: Mapping[str, Effect]


class HandingOn:
    """Hands on for one account in one round."""

    def __init__(self, desk: Desk, secretary: Secretary) -> None:
        self._desk = desk
        self._secretary = secretary
        self._just: set[str] = set()

    def see_to(self, judged: Judged, *, together: bool = False) -> Judged:
        """Write what is to be handed on; what is not says why.

        Those that go `together` are of one person, and the preserved ones go along with one.
        """
        decisions: list[Decision] = []
        letters: list[Outgoing] = []
        left_out: dict[str, Effect] = {}
        for decision in judged.decisions:
            effect = next((one for one in decision.effects if _is_open(one)), None)
            if effect is None:
                decisions.append(decision)
                continue
            along = [one for one in judged.decisions if together and one is not decision]
            outcome = self._guarded(decision, effect, along)
            if isinstance(outcome, str):
                decisions.append(decision.refusing(effect, outcome))
                continue
            decisions.append(decision)
            letters += outcome.letters
            left_out |= outcome.left_out
        decisions = [_with(one, left_out.get(one.id)) for one in decisions]
        return judged._replace(decisions=decisions, letters=[*judged.letters, *letters])

    def _guarded(
        self, decision: Decision, effect: Effect, along: Sequence[Decision]
    ) -> _Handed | str:
        """One that breaks the program is refused and told; it never stops the others."""
        try:
            return self._hand_on(decision, effect, along)
        except ScreenerError:
            raise
        except Exception as error:
            log.exception("not_handed_on", decision=decision.id)
            return f"it could not be written: {error}"

    def _hand_on(
        self, decision: Decision, effect: Effect, along: Sequence[Decision]
    ) -> _Handed | str:
        """The letters, or why there is none."""
        to, say, reply = tuple(effect.value)
        about = f"{decision.event.arrival.identity}:{address_key(to)}"
        raw = self._desk.archive.read(decision.preserved) if decision.preserved else None
        if (why := self._why_not(decision, raw, to, about)) is not None or raw is None:
            return why or NOT_KEPT
        self._just.add(about)
        subject, body = self._secretary.words(decision, say)
        enclosed, left_out = self._room_for(along, beside=raw)
        letter = written(
            self._desk,
            kind=Kind.HAND_OFF,
            about=about,
            to=[to],
            subject=subject,
            body=body + _named(along, left_out),
            originals=[*enclosed, raw],
        )
        now = self._desk.clock.now()
        handed = Outgoing(
            letter=letter, created=now, due=now, contact=decision.contact, decision=decision.id
        )
        refused = {
            one: effect.model_copy(update={"status": Status.REFUSED, "reason": why})
            for one, why in left_out.items()
        }
        return _Handed([handed, *self._told(decision, reply)], refused)

    def _room_for(
        self, along: Sequence[Decision], *, beside: bytes
    ) -> tuple[list[bytes], dict[str, str]]:
        """Their other messages in order, and why those that are not among them are not."""
        found: list[bytes] = []
        left_out: dict[str, str] = {}
        octets = len(beside)
        for decision in along:
            raw = self._desk.archive.read(decision.preserved) if decision.preserved else None
            if raw is None:
                left_out[decision.id] = NOT_KEPT
            elif octets + len(raw) > ENCLOSED_OCTETS:
                left_out[decision.id] = NO_ROOM
            else:
                found.append(raw)
                octets += len(raw)
        return found, left_out

    def _why_not(self, decision: Decision, raw: bytes | None, to: str, about: str) -> str | None:
        mail = mail_of(decision.event)
        if self._desk.post is None:
            return Refusal.NO_SMTP.value
        if Class.BOUNCE in mail.classes:
            return Refusal.BOUNCE.value
        if any(address_key(one.address) == address_key(to) for one in mail.from_):
            return FROM_THEM
        if raw is None:
            return NOT_KEPT
        if len(raw) > ENCLOSED_OCTETS:
            return TOO_LARGE
        key = f"{Kind.HAND_OFF.value}:{about}"
        if about in self._just or self._desk.store.letterbox.letter(key) is not None:
            return HANDED_BEFORE
        return None

    def _told(self, decision: Decision, template: str) -> list[Outgoing]:
        """The answer to the sender, unless there is none, or another one already."""
        answered = any(
            one.do is Do.REPLY and one.status is Status.PENDING for one in decision.effects
        )
        if not template or answered:
            return []
        told = self._secretary.also(decision, template, about=_about_telling(decision.id))
        if isinstance(told, Refusal):
            log.info("sender_not_told_of_handing_on", decision=decision.id, why=told.name)
            return []
        return [told]


def handed_on(outgoing: Outgoing, store: Store) -> Status | None:
    """How far it is with what this letter tells its sender of; None if it tells of nothing."""
    decision = outgoing.decision
    if decision is None or outgoing.letter.key != f"{Kind.REPLY.value}:{_about_telling(decision)}":
        return None
    recorded = store.decision(decision)
    effects = recorded.effects if recorded else ()
    return next((one.status for one in effects if one.do is Do.HAND_OFF), None)


def _with(decision: Decision, effect: Effect | None) -> Decision:
    if effect is None:
        return decision
    return decision.model_copy(update={"effects": (*decision.effects, effect)})


def _named(along: Sequence[Decision], left_out: Container[str]) -> str:
    """What the receiver is told of them below the user's words, "" if all is enclosed."""
    lines = [
        f'- "{summary(one.event).subject or ""}", {one.event.arrival.received:%Y-%m-%d %H:%M} UTC'
        for one in along
        if one.id in left_out
    ]
    if not lines:
        return ""
    return "\n".join(["\n\nNot enclosed, since there is no room in one mail:", *lines])


def _about_telling(decision: str) -> str:
    return f"{decision}:handed"


def _is_open(effect: Effect) -> bool:
    return effect.do is Do.HAND_OFF and effect.status is Status.PENDING
