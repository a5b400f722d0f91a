"""Writing the digest of a day into the outbox: once, whoever tries and however often.

The letter's key is the day, and the outbox takes no second letter of one key: so of two processes,
or before and after a crash, one digest is written, and the same one is tried again.
"""

import structlog

from screener.application.desk import Desk
from screener.application.digest.content.gather import gather
from screener.application.digest.content.questions import settle_told
from screener.application.digest.letter import letter_of
from screener.application.digest.span import (
    Span,
    begun,
    day_due,
    has_been_silent,
    key_of,
    until_now,
)
from screener.domain.letters.letter import Kind
from screener.domain.letters.outgoing import Outgoing

log = structlog.get_logger()

SEEN_TO = "digest_seen_to"
"""The setting that names the last day for which there was nothing to say, by account."""


def write_if_due(desk: Desk) -> bool:
    """Write the digest whose time has come; whether one was. Raises DiskTrouble."""
    now, daily = desk.clock.now(), desk.daily
    store, account = desk.store, desk.account
    first = begun(store, now)
    day = day_due(now, at=daily.at, zone=desk.policy.zone, begun=first)
    if day is None or store.setting(f"{SEEN_TO}:{account}") == day.isoformat():
        return False
    if store.letterbox.letter(key_of(account, day)) is not None:
        return False
    return write(desk, until_now(store, account, day, now=now))


def write(desk: Desk, span: Span, *, in_any_case: bool = False) -> bool:
    """Write the digest of that span if there is anything to say. Raises DiskTrouble."""
    digest = gather(desk, span)
    store, account = desk.store, desk.account
    if digest.is_empty and not (
        in_any_case
        or desk.daily.when_empty == "send"
        or has_been_silent(store, account, now=span.until)
    ):
        store.set(f"{SEEN_TO}:{account}", span.day.isoformat())
        return False
    about = key_of(account, span.day).partition(":")[2]
    letter = letter_of(digest, desk, kind=Kind.DIGEST, about=about)
    store.letterbox.queue(Outgoing(letter=letter, created=span.until, due=span.until))
    settle_told(store, digest.points, at=span.until)
    log.info("digest_written", account=account, day=span.day.isoformat())
    return True
