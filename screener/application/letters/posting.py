"""Sending what is in the outbox: each letter at most once, or at least once, as its kind wants.

That a letter is being sent is written down before the dialogue starts. What is found started was
interrupted; whether it arrived can only be known if a copy lies in the sent folder.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from screener.application.desk import Desk
from screener.application.letters.handing_on import handed_on
from screener.application.letters.waiting import needless, place_of
from screener.application.record.ledger import deeds_of_letter
from screener.domain.letters.autoreply import Refusal
from screener.domain.letters.letter import ANSWERS, ONLY_ONCE, OUR_OWN, Kind
from screener.domain.letters.outgoing import CALLED_OFF, PATIENCE, Outgoing, Postmark, Stage
from screener.domain.people.contact import Met
from screener.domain.record.decision import Door
from screener.domain.record.effect import Status
from screener.errors import DiskTrouble, InvalidConfiguration, ServerRefused
from screener.ports.mailbox import Mailbox
from screener.ports.post import Fate, Outcome

log = structlog.get_logger()

RETRIES = (timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=1))

UNDER_WAY = frozenset({Status.PENDING, Status.STARTED})

NO_COPY = OUR_OWN | {Kind.READER}
"""Of these no copy is kept in Sent: the user has them, or the archive has what is in them."""

INBOX = "INBOX"

INTERRUPTED = "the program was ended while it was being sent, so nobody knows whether it was"
DOOR_CLOSED = "their door was closed before it was sent"
SENT_BEFORE = "it lies in the sent folder already"
NOT_ASKED = "it need not be asked any more"
NOT_HANDED_ON = "it was not handed on, so there is nothing to tell"
NO_DRAFTS = "the server has no folder for drafts"


def post_letters(mailbox: Mailbox, desk: Desk, kinds: Collection[Kind] = frozenset(Kind)) -> int:
    """Send, append or lay in Drafts what is due of those kinds; how many letters were settled.

    Raises Unreachable.
    """
    settled = 0
    due = desk.store.letterbox.due(desk.account, now=desk.clock.now())
    for outgoing in (one for one in due if one.letter.kind in kinds):
        postmark = _tried(outgoing, mailbox, desk)
        if postmark is None:
            continue
        deeds = deeds_of_letter(outgoing, postmark, sha256=_kept(outgoing, postmark, desk))
        desk.store.letterbox.settle(postmark, deeds=deeds)
        settled += postmark.stage is not Stage.WAITING
        log.info("letter_settled", kind=outgoing.letter.kind.value, stage=postmark.stage.value)
        if postmark.stage is Stage.SENT:
            _after_sending(outgoing, mailbox, desk)
    return settled


def _tried(outgoing: Outgoing, mailbox: Mailbox, desk: Desk) -> Postmark | None:
    """One letter that cannot be seen to stops no other; None if the next round looks again.

    What fails fails before the dialogue starts. A file of doors that cannot be edited is waited
    for: the one no goes out only after it says so. A server that goes on to refuse is not.
    """
    try:
        return _see_to(outgoing, mailbox, desk)
    except (ServerRefused, InvalidConfiguration, DiskTrouble) as trouble:
        kind = outgoing.letter.kind
        log.warning("letter_not_seen_to", kind=kind.value, because=type(trouble).__name__)
        now = desk.clock.now()
        is_late = now - outgoing.created > PATIENCE[kind in ONLY_ONCE]
        if not isinstance(trouble, ServerRefused) or not is_late:
            return None
        stage = Stage.UNCERTAIN if outgoing.stage is Stage.STARTED else Stage.CANCELLED
        return Postmark(key=outgoing.letter.key, stage=stage, at=now, reason=trouble.message)


def _kept(outgoing: Outgoing, postmark: Postmark, desk: Desk) -> str | None:
    """Under what the archive keeps the one no that somebody closed was told."""
    went = postmark.stage in (Stage.SENT, Stage.UNCERTAIN)
    if outgoing.letter.kind is not Kind.DECLINE or not went:
        return None
    sha256, _ = desk.archive.put([outgoing.letter.raw])
    desk.archive.sync()
    return sha256


def _see_to(outgoing: Outgoing, mailbox: Mailbox, desk: Desk) -> Postmark | None:
    """One letter, one step further; None if it stays where it is for now."""
    letter, now = outgoing.letter, desk.clock.now()
    if outgoing.stage is Stage.STARTED:
        return _interrupted(outgoing, mailbox, desk)
    if handed_on(outgoing, desk.store) in UNDER_WAY:
        return None
    if (why := _unwanted(outgoing, mailbox, desk)) is not None:
        return Postmark(key=letter.key, stage=Stage.CANCELLED, at=now, reason=why)
    if outgoing.as_draft:
        return _laid_in_drafts(outgoing, mailbox, desk)
    if letter.kind in OUR_OWN and desk.daily.deliver == "append":
        return _appended(outgoing, mailbox, desk)
    if letter.kind is Kind.DECLINE and _in_sent(outgoing, mailbox, desk):
        desk.store.letterbox.begin(letter.key)
        return Postmark(key=letter.key, stage=Stage.SENT, at=now, reason=SENT_BEFORE)
    return _sent(outgoing, desk)


def _sent(outgoing: Outgoing, desk: Desk) -> Postmark | None:
    letter, post = outgoing.letter, desk.post
    if post is None:
        reason = Refusal.NO_SMTP.value
        return Postmark(key=letter.key, stage=Stage.CANCELLED, at=desk.clock.now(), reason=reason)
    if letter.kind is Kind.DECLINE and not _is_noted(outgoing, desk):
        return None
    desk.store.letterbox.begin(letter.key)
    outcome = post.send(letter)
    return _postmark(outgoing, outcome, now=desk.clock.now())


def _is_noted(outgoing: Outgoing, desk: Desk) -> bool:
    """Whether it is written in the file of doors that the one answer goes out now.

    It does not go before: without that nobody would know of it if the database were lost.
    """
    try:
        if outgoing.contact is not None:
            desk.note_declined(outgoing.contact)
    except (InvalidConfiguration, DiskTrouble) as trouble:
        log.warning("decline_waits_for_doors_file", account=desk.account, why=trouble.message)
        return False
    return True


def _postmark(outgoing: Outgoing, outcome: Outcome, *, now: datetime) -> Postmark:
    key = outgoing.letter.key
    once = outgoing.letter.kind in ONLY_ONCE
    match outcome.fate:
        case Fate.ACCEPTED:
            return Postmark(key=key, stage=Stage.SENT, at=now)
        case Fate.REJECTED:
            return Postmark(key=key, stage=Stage.REJECTED, at=now, reason=outcome.text)
        case Fate.UNCERTAIN if once:
            return Postmark(key=key, stage=Stage.UNCERTAIN, at=now, reason=outcome.text)
        case Fate.UNCERTAIN | Fate.DEFERRED:
            return _later(outgoing, outcome.text, now=now)
    assert_never(outcome.fate)


def _later(outgoing: Outgoing, reason: str, *, now: datetime) -> Postmark:
    """Tried again with back-off, while it is not too late for a letter of this kind."""
    key = outgoing.letter.key
    again = now + RETRIES[min(outgoing.attempts, len(RETRIES) - 1)]
    if again - outgoing.created > PATIENCE[outgoing.letter.kind in ONLY_ONCE]:
        return Postmark(key=key, stage=Stage.REJECTED, at=now, reason=reason)
    return Postmark(key=key, stage=Stage.WAITING, at=now, reason=reason, again=again)


def _appended(outgoing: Outgoing, mailbox: Mailbox, desk: Desk) -> Postmark:
    """Laid into the inbox, unseen, and only once: after a crash it is looked for first."""
    letter, now = outgoing.letter, desk.clock.now()
    desk.store.letterbox.begin(letter.key)
    try:
        mailbox.append(INBOX, letter.raw, flags=(), received=now)
    except ServerRefused as refusal:
        return _later(outgoing, refusal.message, now=now)
    return Postmark(key=letter.key, stage=Stage.SENT, at=now)


def _interrupted(outgoing: Outgoing, mailbox: Mailbox, desk: Desk) -> Postmark:
    key, now = outgoing.letter.key, desk.clock.now()
    if _arrived(outgoing, mailbox, desk):
        return Postmark(key=key, stage=Stage.SENT, at=now)
    if outgoing.letter.kind in ONLY_ONCE:
        return Postmark(key=key, stage=Stage.UNCERTAIN, at=now, reason=INTERRUPTED)
    return _later(outgoing, INTERRUPTED, now=now)


def _unwanted(outgoing: Outgoing, mailbox: Mailbox, desk: Desk) -> str | None:
    """Why the letter is not to be sent any more."""
    if outgoing.letter.kind is Kind.DECLINE:
        if not _is_owed(outgoing, desk):
            return CALLED_OFF
    elif _meets_closed_door(outgoing, desk):
        return DOOR_CLOSED
    if outgoing.letter.kind is Kind.ASK and not desk.store.gatebook.asks(outgoing.letter.key):
        return NOT_ASKED
    if handed_on(outgoing, desk.store) not in (None, Status.DONE):
        return NOT_HANDED_ON
    return needless(outgoing, mailbox, desk)


def _is_owed(outgoing: Outgoing, desk: Desk) -> bool:
    """Whether the closing for which it was written goes on, and is to have an answer."""
    met = _met(outgoing, desk)
    return any(one.door is Door.CLOSED and one.entry and one.entry.decline for one in met)


def _meets_closed_door(outgoing: Outgoing, desk: Desk) -> bool:
    return any(one.door is Door.CLOSED for one in _met(outgoing, desk))


def _met(outgoing: Outgoing, desk: Desk) -> list[Met]:
    """Who the recipients are now."""
    today = desk.clock.now().astimezone(desk.policy.zone).date()
    directory = desk.rulebook().directory
    return [directory.of_address(one, today=today) for one in outgoing.letter.recipients]


def _laid_in_drafts(outgoing: Outgoing, mailbox: Mailbox, desk: Desk) -> Postmark:
    key, now = outgoing.letter.key, desk.clock.now()
    folder = mailbox.special("\\Drafts")
    if folder is None:
        return Postmark(key=key, stage=Stage.CANCELLED, at=now, reason=NO_DRAFTS)
    mailbox.append(folder, outgoing.letter.raw, flags=["\\Draft", "\\Seen"], received=now)
    return Postmark(key=key, stage=Stage.DRAFTED, at=now)


def _arrived(outgoing: Outgoing, mailbox: Mailbox, desk: Desk) -> bool:
    """Whether a letter that was interrupted is known to be where it was to go."""
    if outgoing.letter.kind in OUR_OWN and desk.daily.deliver == "append":
        return _lies_in(INBOX, outgoing, mailbox)
    return _in_sent(outgoing, mailbox, desk)


def _in_sent(outgoing: Outgoing, mailbox: Mailbox, desk: Desk) -> bool:
    """Whether a copy of this very letter lies in the sent folder."""
    folder = desk.answers.sent_folder or mailbox.special("\\Sent")
    return folder is not None and _lies_in(folder, outgoing, mailbox)


def _lies_in(folder: str, outgoing: Outgoing, mailbox: Mailbox) -> bool:
    try:
        mailbox.open(folder, writable=False)
    except ServerRefused:
        return False
    letter = outgoing.letter
    return bool(
        mailbox.find(message_id=letter.message_id, received=outgoing.created, size=len(letter.raw))
    )


def _after_sending(outgoing: Outgoing, mailbox: Mailbox, desk: Desk) -> None:
    """Mark the original and keep a copy; what fails here never sends the letter again."""
    try:
        if outgoing.decision is not None and outgoing.letter.kind in ONLY_ONCE:
            is_answer = outgoing.letter.kind in ANSWERS
            flag = "\\Answered" if is_answer else "$Forwarded"
            _mark_original(outgoing.decision, flag, mailbox, desk)
        copied = outgoing.letter.kind not in NO_COPY
        if copied and not desk.answers.server_keeps_sent and not _in_sent(outgoing, mailbox, desk):
            _copy_to_sent(outgoing, mailbox, desk)
    except ServerRefused as refusal:
        log.warning("sent_copy_not_kept", account=desk.account, why=refusal.message)


def _mark_original(decision: str, flag: str, mailbox: Mailbox, desk: Desk) -> None:
    place = place_of(decision, desk)
    if place is None:
        return
    folder, uidvalidity, uid = place
    state = mailbox.open(folder, writable=True)
    if state.writable and state.uidvalidity == uidvalidity and mailbox.flags([uid]):
        mailbox.change_flags([uid], add=[flag])


def _copy_to_sent(outgoing: Outgoing, mailbox: Mailbox, desk: Desk) -> None:
    folder = desk.answers.sent_folder or mailbox.special("\\Sent")
    if folder is not None:
        raw = outgoing.letter.raw
        mailbox.append(folder, raw, flags=["\\Seen"], received=desk.clock.now())
