"""What the newest letters of the inbox tell: who vouches for senders, and what time it is."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from screener.application.doctor.finding import Finding, ok, warn
from screener.domain.settings.settings import Account
from screener.normalize.header.authentication import MICROSOFT, results_of
from screener.normalize.header.block import scan
from screener.ports.mailbox import FetchedHeader, Mailbox

INBOX = "INBOX"

NEWEST = 50

LONGEST = 100
"""Letters of an authserv-id that are shown."""

REACHES = (500, 50_000)
"""How far below the next UID is looked before the whole folder is: UIDs have gaps."""

AHEAD = timedelta(minutes=2)
"""A letter that is received so far in the future tells of a clock that is wrong."""


def examine_letters(mailbox: Mailbox, account: Account, now: datetime) -> Iterator[Finding]:
    """By the headers of the newest letters; the folder is opened for reading only."""
    letters = list(mailbox.headers(_newest(mailbox)))
    yield _clock(letters, now)
    yield _vouchers(letters, account)


def _newest(mailbox: Mailbox) -> Sequence[int]:
    state = mailbox.open(INBOX, writable=False)
    if not state.messages:
        return ()
    for reach in REACHES:
        uids = mailbox.uids_after(max(state.uid_next - 1 - reach, 0))
        if len(uids) >= min(NEWEST, state.messages):
            return uids[-NEWEST:]
    return mailbox.uids_after(0)[-NEWEST:]


def _clock(letters: Sequence[FetchedHeader], now: datetime) -> Finding:
    ahead = max((letter.received - now for letter in letters), default=timedelta(0))
    if ahead <= AHEAD:
        return ok("clock", "no letter comes from the future", "IMAP itself tells no time")
    return warn(
        "clock",
        f"the server received a letter {_minutes(ahead)} from now",
        "this machine's clock is slow, or the server's is fast; digests and limits of time suffer",
        "let the machine set its clock by the network (`timedatectl set-ntp true`)",
    )


def _vouchers(letters: Sequence[FetchedHeader], account: Account) -> Finding:
    """Whose Authentication-Results stand on top, and whether they are trusted."""
    if not letters:
        return warn(
            "authserv",
            "the inbox is empty, so no letter says who checks senders",
            "whom to trust with that cannot be told yet",
            "run `screener doctor` again when letters have come",
        )
    seen = Counter(filter(None, map(_voucher, letters)))
    if not seen:
        return warn(
            "authserv",
            f"none of the newest letters ({len(letters)}) says who checked its sender",
            "`authenticated: true` never holds, and nobody counts as forged",
            "nothing: it is the server's to say",
        )
    told = ", ".join(f"{name} ({times})" for name, times in seen.most_common(5))
    often = seen.most_common(1)[0][0]
    trusted = {word.lower() for word in account.trusted_authserv}
    if trusted & set(seen):
        return ok("authserv", told)
    return warn(
        "authserv",
        f"{told}; trusted: {', '.join(sorted(trusted)) or 'nobody'}",
        "nobody counts as authenticated, so that nobody will ever be answered",
        f"if `{often}` is your own provider's name, write `trusted_authserv: [{often}]`",
    )


def _voucher(letter: FetchedHeader) -> str | None:
    """The authserv-id of the topmost field, as a stranger may have written it."""
    field = scan(letter.header).first("authentication-results")
    if field is None:
        return None
    authserv, results = results_of(field)
    return authserv[:LONGEST] if authserv else MICROSOFT if results else None


def _minutes(span: timedelta) -> str:
    return f"{int(span.total_seconds() // 60)} minutes"
