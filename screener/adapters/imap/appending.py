"""Adding a message of our own to a folder (APPEND)."""

import re
from collections.abc import Collection
from datetime import datetime

from screener.adapters.imap import folders, responses
from screener.adapters.imap.flags import written
from screener.adapters.imap.session import Session
from screener.ports.mailbox import Landed

_LITERAL_MINUS = 4096
"""Octets that a server with LITERAL- (RFC 7888) takes without being asked."""

_LINE_END = re.compile(rb"\r\n|\r|\n")


def append(
    session: Session, folder: str, raw: bytes, *, flags: Collection[str], received: datetime
) -> Landed | None:
    """APPEND; the folder is made if the server says that it is missing."""
    marks = b" ".join(written(flag) for flag in flags)
    date = responses.date_time(received)
    command = b"APPEND %s (%s) %s" % (session.names.to_server(folder), marks, date)
    message = _LINE_END.sub(b"\r\n", raw)
    at_once = _takes_at_once(session, len(message))
    reply = session.dialogue.append(command, message, at_once=at_once)
    if reply.keyword == "TRYCREATE":
        folders.ensure(session, folder)
        reply = session.dialogue.append(command, message, at_once=at_once)
    where = responses.appended_to(session.dialogue.accepted(reply, command))
    return Landed(*where) if where else None


def _takes_at_once(session: Session, octets: int) -> bool:
    names = session.capabilities.names
    return "LITERAL+" in names or ("LITERAL-" in names and octets <= _LITERAL_MINUS)
