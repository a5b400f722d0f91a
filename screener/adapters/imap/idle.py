"""Waiting for something to happen in the open folder (IDLE, RFC 2177).

The socket, and a descriptor by which somebody else can wake us, are watched together. Servers do
what the RFC does not foresee: they announce before they say `+`, end IDLE by themselves, refuse
what they offer. None of that makes us deaf, and none makes us spin.
"""

import re
import time
from datetime import timedelta

from screener.adapters.imap.dialogue import Running
from screener.adapters.imap.session import Session
from screener.adapters.imap.wire import Came

_PAUSE = 10.0
"""Seconds before a server that ended IDLE by itself is asked again."""

_NEWS = re.compile(rb"\* (?:\d+ (?:EXISTS|RECENT|EXPUNGE|FETCH)|VANISHED)\b", re.IGNORECASE)


def wait(session: Session, timeout: timedelta, wake: int | None) -> bool:
    """Until the server announces something or `wake` is readable (True), or the time is up (False).

    What came into the folder since it was last searched counts, though the server told of it in
    between: it tells everything once. What was announced has been read when this returns. Without
    IDLE only what the server says of its own accord is heard, such as its farewell.
    """
    folder = session.folder()
    session.dialogue.settle()
    happened = folder.untold or _wait(session, timeout, wake)
    folder.untold = False
    return happened


def _wait(session: Session, timeout: timedelta, wake: int | None) -> bool:
    deadline = time.monotonic() + timeout.total_seconds()
    while (left := deadline - time.monotonic()) > 0:
        ended = _idle(session, left, wake) if session.idles else _listen(session, left, wake)
        if ended is not None:
            return ended
        if session.idles and (ended := _listen(session, min(left, _PAUSE), wake)):
            return True
    return False


def _idle(session: Session, seconds: float, wake: int | None) -> bool | None:
    """One IDLE command; None if the server would not go on with it."""
    session.waits = True
    running = session.dialogue.begin(b"IDLE")
    if not running.goes_on():
        session.idles = running.reply().is_ok
        return _heard(running) or None
    deadline = time.monotonic() + seconds
    while not _heard(running):
        came = running.await_step(deadline - time.monotonic(), wake=wake)
        if came == b"":
            return None
        if isinstance(came, Came):
            _done(session, running)
            return came is Came.WAKE or _heard(running)
    _done(session, running)
    return True


def _done(session: Session, running: Running) -> None:
    if not running.is_over:
        session.wire.send(b"DONE\r\n")
        running.reply()
    session.folder().idled = True


def _heard(running: Running) -> bool:
    return any(_NEWS.match(response[0]) for response in running.untagged)


def _listen(session: Session, seconds: float, wake: int | None) -> bool:
    """The same without a command under way."""
    deadline = time.monotonic() + seconds
    while True:
        came = session.wire.await_line(deadline - time.monotonic(), wake=wake)
        if came is not Came.LINE:
            return came is Came.WAKE
        if _NEWS.match(session.dialogue.read()[0]):
            return True
