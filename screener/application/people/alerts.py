"""Telling others of somebody who comes again and again: once a contact and day.

The notice is written when the message is decided and goes into the outbox with the decision; so it
is neither lost nor sent twice.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from screener.application.deciding.judged import Judged
from screener.application.deciding.keeping import read_again
from screener.application.desk import Desk
from screener.application.letters.stationery import owner, written
from screener.domain.doors.notice import SUBJECT, Notice, text_of
from screener.domain.letters.letter import Kind, Letter
from screener.domain.letters.outgoing import Outgoing
from screener.domain.people.contact import Contact, Met
from screener.domain.record.decision import Decision, Door
from screener.domain.record.effect import Do, Effect, Status
from screener.domain.record.event import CallReceived, MailReceived, Unreadable, VoicemailReceived
from screener.domain.record.history import NOTHING, History, Past
from screener.domain.rules.alarm import Unalarming
from screener.domain.rules.rulebook import Rulebook
from screener.ports.store import Query

WORDS_OF = 5
"""So many messages are quoted at most, the latest, where quoting is wanted."""


class Alerts:
    """Sees to the alerts of one account in one round; `now` is that of the round."""

    def __init__(self, desk: Desk, *, rulebook: Rulebook, now: datetime) -> None:
        self._desk = desk
        self._rulebook = rulebook
        self._now = now
        self._just: set[str] = set()

    def see_to(self, judged: Judged) -> Judged:
        """Write what is to be written; an alert that is not sent says why."""
        decisions: list[Decision] = []
        letters: list[Outgoing] = []
        for decision in judged.decisions:
            effect = next((one for one in decision.effects if _is_open(one)), None)
            if effect is None:
                decisions.append(decision)
                continue
            history = judged.histories.get(decision.event.arrival.identity, NOTHING)
            letter = self._letter(decision, effect, history, among=judged.decisions)
            if isinstance(letter, Unalarming):
                decisions.append(decision.refusing(effect, letter.value))
                continue
            decisions.append(decision)
            letters.append(self._outgoing(letter, decision))
        return judged._replace(decisions=decisions, letters=[*judged.letters, *letters])

    def _letter(
        self, decision: Decision, effect: Effect, history: History, *, among: Sequence[Decision]
    ) -> Letter | Unalarming:
        if self._desk.post is None:
            return Unalarming.NO_SMTP
        about = f"{decision.contact}:{self._today()}"
        key = f"{Kind.ALERT.value}:{about}"
        if key in self._just or self._desk.store.letterbox.letter(key) is not None:
            return Unalarming.TOLD_TODAY
        self._just.add(key)
        met = self._rulebook.directory.meet(decision.event, today=self._today())
        came = _since_closing([*history.events, *_past(decision)], met)
        words = self._words(decision, came, among) if self._desk.include_text else ()
        return written(
            self._desk,
            kind=Kind.ALERT,
            about=about,
            to=effect.value if isinstance(effect.value, tuple) else (effect.value,),
            subject=SUBJECT,
            body=text_of(notice(self._desk, who(decision, met), came, met.entry, words=words)),
        )

    def _words(
        self, decision: Decision, came: Sequence[Past], among: Sequence[Decision]
    ) -> list[tuple[datetime, str]]:
        """The texts of the latest messages, those of the same batch included."""
        asked = Query(contact=decision.contact, since=min(past.at for past in came))
        stored = (one.decision for one in self._desk.store.decisions(asked))
        theirs = {
            one.id: one
            for one in (*stored, *among)
            if one.contact == decision.contact and not isinstance(one.event, Unreadable)
        }
        return latest_words(theirs.values(), self._desk)

    def _outgoing(self, letter: Letter, decision: Decision) -> Outgoing:
        return Outgoing(
            letter=letter,
            created=self._now,
            due=self._now,
            contact=decision.contact,
            decision=decision.id,
        )

    def _today(self) -> date:
        return self._now.astimezone(self._desk.policy.zone).date()


def notice(
    desk: Desk,
    name: str,
    came: Sequence[Past],
    entry: Contact | None,
    *,
    words: Sequence[tuple[datetime, str]] = (),
) -> Notice:
    """What there is to tell of somebody of whom the user's files have that entry."""
    closed = entry is not None and entry.door is Door.CLOSED
    return Notice(
        whose=owner(desk),
        who=name,
        came=sorted(came, key=lambda past: past.at),
        now=desk.clock.now(),
        zone=desk.policy.zone,
        closed_since=entry.since if entry and closed else None,
        brief=entry.brief if entry else "",
        words=words,
    )


def who(decision: Decision, met: Met) -> str:
    """How they are called: by the user's files, and by their handle where those have no name."""
    return decision.contact or (met.entry.line if met.entry else "somebody unknown")


def latest_words(decisions: Iterable[Decision], desk: Desk) -> list[tuple[datetime, str]]:
    """The texts of the latest of these messages, with their times."""
    latest = sorted(decisions, key=lambda one: one.event.arrival.received)[-WORDS_OF:]
    return [(one.event.arrival.received, words_of(one, desk)) for one in latest]


def words_of(decision: Decision, desk: Desk) -> str:
    """What a message says without what it quotes, read from the archive if need be."""
    event = decision.event
    if isinstance(event, VoicemailReceived):
        return event.transcript
    if isinstance(event, CallReceived | Unreadable):
        return ""
    if event.content is not None:
        return event.content.text
    if decision.preserved is None:
        return ""
    reading = desk.reading(desk.rulebook())
    whole = read_again(event, decision.preserved, desk, reading=reading)
    return whole.content.text if isinstance(whole, MailReceived) and whole.content else ""


def _since_closing(came: Sequence[Past], met: Met) -> list[Past]:
    closed = met.door is Door.CLOSED
    return [past for past in came if past.at_closed_door or not closed]


def _past(decision: Decision) -> Iterator[Past]:
    if not isinstance(decision.event, Unreadable):
        yield Past.of(decision.event, at_closed_door=decision.knock)


def _is_open(effect: Effect) -> bool:
    return effect.do is Do.ALERT and effect.status is Status.PENDING
