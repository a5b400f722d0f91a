"""What the server can do, and what it means where it cannot."""

from collections.abc import Iterator

from screener.application.doctor.finding import Finding, ok, warn
from screener.domain.settings.settings import Account
from screener.ports.mailbox import Capabilities


def examine_capabilities(can: Capabilities, account: Account) -> Iterator[Finding]:
    """One finding for each capability that makes a difference."""
    yield _moving(can)
    yield _landing(can)
    yield _waking(can, account)
    if can.condstore:
        yield ok("condstore", "CONDSTORE (RFC 7162)")
    else:
        yield ok("condstore", "not offered", "folders are compared by their counts instead")
    if can.special_use:
        yield ok("special-use", "SPECIAL-USE (RFC 6154)")
    else:
        yield ok(
            "special-use", "not offered", "sent, junk and trash are found by their usual names"
        )
    yield _recognizing(can)


def _moving(can: Capabilities) -> Finding:
    if can.move:
        return ok("move", "MOVE (RFC 6851)")
    if can.uidplus:
        return ok("move", "not offered", "letters are copied, and then only these removed: as safe")
    return warn(
        "move",
        "neither MOVE nor UIDPLUS",
        "what is filed is copied, and the original stays behind, marked as deleted",
        "let your mail program clean the folder up now and then",
    )


def _landing(can: Capabilities) -> Finding:
    if can.uidplus:
        return ok("uidplus", "UIDPLUS (RFC 4315)")
    return warn(
        "uidplus",
        "not offered",
        "nobody is told where a moved letter lies; one that comes back counts as moved by you",
        "nothing: it is the server's to offer",
    )


def _waking(can: Capabilities, account: Account) -> Finding:
    every = f"every {int(account.poll.total_seconds())} s"
    if not account.idle:
        return ok("idle", f"switched off by `idle: false`; the server is asked {every}")
    if can.idle:
        return ok("idle", "IDLE (RFC 2177)", "new mail is seen at once")
    return warn(
        "idle", "not offered", f"new mail is seen {every}", "shorten `poll` if that is late"
    )


def _recognizing(can: Capabilities) -> Finding:
    if can.object_id:
        return ok("identity", "OBJECTID (RFC 8474)")
    if can.gmail:
        return ok("identity", "Gmail's message ids")
    return ok("identity", "no ids of the server's own", "letters are known by a hash of the header")
