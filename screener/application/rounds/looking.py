"""Looking which folders a server has, now and then: `check` tells mistyped names by that."""

from contextlib import suppress
from datetime import timedelta

from screener.application.desk import Desk
from screener.errors import ServerRefused, Unreachable
from screener.ports.mailbox import Mailbox

AGAIN_AFTER = timedelta(hours=1)


def look_at_folders(mailbox: Mailbox, desk: Desk) -> None:
    """Note which folders there are, unless that was done lately: one LIST an hour."""
    now, looked = desk.clock.now(), desk.folders.looked()
    if looked is not None and abs(now - looked) < AGAIN_AFTER:
        return
    # Nothing depends on it; and that a connection broke, whoever uses it next will say.
    with suppress(ServerRefused, Unreachable):
        there = mailbox.folders()
        desk.folders.note((one.name for one in there if one.selectable), at=now)
