"""What the doctor finds in one account. Nothing is changed on the server.

The surprise: whether keywords are kept is known only of a folder that is open for writing, so it
is asked only in enforce mode, where the daemon opens it so all the time.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from screener.application.doctor.capabilities import examine_capabilities
from screener.application.doctor.finding import Finding, Level, fail, failed, ok, warn
from screener.application.doctor.letters import examine_letters
from screener.domain.record.decision import Mode
from screener.domain.settings.login import Tls, is_loopback
from screener.domain.settings.settings import Account
from screener.errors import DiskTrouble, LoginRefused, ScreenerError, ServerRefused, Unreachable
from screener.ports.inspection import Encryption
from screener.ports.known_folders import KnownFolders
from screener.ports.mailbox import Mailbox
from screener.ports.post import Post

RENEWED_BY = timedelta(days=14)
"""A certificate that runs out sooner has probably been forgotten."""

USES = {
    r"\Sent": ("sent", "your own answers cannot be seen", "name the folder under `sent`"),
    r"\Drafts": ("drafts", "there is no place to lay a draft for you", "make a folder `Drafts`"),
    r"\Junk": ("junk", "what the server takes for junk is not counted", "nothing, if it has none"),
    r"\Trash": ("trash", "`trash: true` makes a folder of that name", "make a folder `Trash`"),
}
"""Special uses (RFC 6154), and what is missing without the folder."""


def examine_account(
    account: Account,
    *,
    connect: Callable[[], Mailbox],
    encryption: Callable[[], Encryption | None],
    post: Post | None,
    folders: KnownFolders,
    mode: Mode,
    now: datetime,
) -> Iterator[Finding]:
    """Everything about one account, each finding as soon as it is made; `now` is aware.

    Which folders there are is noted in `folders`. `post` is who sends its letters, if anybody does.
    """
    for finding in _examine(account, connect, encryption, folders, mode=mode, now=now):
        yield finding._replace(account=account.name)
    for finding in (*_letters_out(account, post), _given_away()):
        yield finding._replace(account=account.name)


def _examine(
    account: Account,
    connect: Callable[[], Mailbox],
    encryption: Callable[[], Encryption | None],
    folders: KnownFolders,
    *,
    mode: Mode,
    now: datetime,
) -> Iterator[Finding]:
    try:
        mailbox = connect()
    except ScreenerError as error:
        if isinstance(error, LoginRefused):
            yield from _guarded("tls", lambda: _encryption(account, encryption, now))
        yield failed("login", error, "nothing is screened in this account")
        return
    try:
        imap = account.imap
        yield ok("login", f"{imap.user} at {imap.host}:{imap.port}")
        for check, look in (
            ("tls", lambda: _encryption(account, encryption, now)),
            ("capabilities", lambda: examine_capabilities(mailbox.capabilities, account)),
            ("folders", lambda: _folders(mailbox, account, folders, now)),
            ("watch", lambda: _watched(mailbox, account)),
            ("keywords", lambda: _keywords(mailbox, account, mode)),
            ("letters", lambda: examine_letters(mailbox, account, now)),
        ):
            yield from _guarded(check, look)
    except Unreachable as error:
        yield failed("connection", error, "it broke while the doctor was looking")
    finally:
        mailbox.close()


def _guarded(check: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """One refusal of the server does not hide the rest."""
    try:
        yield from look()
    except ServerRefused as error:
        yield failed(check, error, "the server does not let us look")


def _encryption(
    account: Account, encryption: Callable[[], Encryption | None], now: datetime
) -> Iterator[Finding]:
    imap = account.imap
    if imap.tls is Tls.NONE:
        if is_loopback(imap.host):
            yield ok("tls", "none, and the server is this machine", "nobody is in between")
        else:
            yield warn(
                "tls",
                "none",
                "everybody on the way can read the password and the mail",
                "write `tls: implicit` or `tls: starttls`",
            )
        return
    found = encryption()
    if found is None:
        return
    left = found.valid_until - now
    told = f"{found.version}, certificate valid until {found.valid_until:%Y-%m-%d}"
    told += f" ({left.days} days)"
    if left < RENEWED_BY:
        yield warn("tls", told, "after that day no connection is made", "ask its owner to renew it")
    else:
        yield ok("tls", told)


def _folders(
    mailbox: Mailbox, account: Account, folders: KnownFolders, now: datetime
) -> Iterator[Finding]:
    there = mailbox.folders()
    with suppress(DiskTrouble):  # which is told where the state directory is looked at
        folders.note((folder.name for folder in there if folder.selectable), at=now)
    yield ok("folders", f"{len(there)} of them")
    for use, (check, means, fix) in USES.items():
        found = account.sent if check == "sent" and account.sent else mailbox.special(use)
        if found is None:
            yield warn(check, f"no folder is marked as {use}", means, fix)
        elif found in {folder.name for folder in there if folder.selectable}:
            yield ok(check, found)
        else:
            yield fail(check, f"`{found}` is not there", means, "correct `sent`")


def _watched(mailbox: Mailbox, account: Account) -> Iterator[Finding]:
    states = mailbox.status(account.watch)
    for name in account.watch:
        if name in states:
            number = states[name].messages
            yield ok("watch", f"{name}: {number} message{'' if number == 1 else 's'}")
            continue
        yield fail(
            "watch",
            f"there is no folder `{name}`",
            "what would come there is not screened",
            "correct `watch`; between the levels of a name stands `/`",
        )


def _keywords(mailbox: Mailbox, account: Account, mode: Mode) -> Iterator[Finding]:
    if mode is Mode.OBSERVE:
        yield ok(
            "keywords",
            "not asked while observing",
            "a server tells it only of a folder that is open for writing",
        )
        return
    state = mailbox.open(account.watch[0], writable=True)
    if state.keywords_allowed:
        yield ok("keywords", "they are kept")
    else:
        yield warn(
            "keywords",
            f"{state.name} takes no new ones",
            "`tag` is refused and told, never dropped silently",
            "use `file`, `copy` or `mark: flagged` instead of `tag`",
        )


def _letters_out(account: Account, post: Post | None) -> Iterator[Finding]:
    """Whether letters can be sent; none is."""
    smtp = account.smtp
    if smtp is None or post is None:
        yield ok("smtp", "none is configured", "nothing can be sent; the digest needs none")
        return
    outcome = post.look()
    if outcome is None:
        yield ok("smtp", f"{smtp.user or 'nobody in particular'} at {smtp.host}:{smtp.port}")
        return
    text, advice = outcome.text, "check `smtp` in the configuration"
    kind = LoginRefused if outcome.login_refused else Unreachable
    yield failed("smtp", kind(text, advice=advice), "answers, alerts and declines wait unsent")


def _given_away() -> Finding:
    return Finding(
        "give-away",
        Level.OK,
        "what your provider answers by itself cannot be seen over IMAP",
        "a holiday answer or a read receipt would reach people whose door is closed",
        "switch both off in the settings of your provider and of your mail programs",
    )
