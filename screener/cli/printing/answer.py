"""What becomes of the one answer to somebody whose door was closed just now."""

import time
from collections.abc import Collection
from datetime import datetime

import click

from screener.bootstrap import Configured, clock
from screener.domain.doors.declining import decline_key
from screener.domain.letters.outgoing import Outgoing, Stage
from screener.domain.record.decision import Mode
from screener.domain.visible import visible
from screener.ports.store import Store

LATER = (
    "The one answer to {} goes out in the next round (`screener once`, or `run`): to their latest"
    " message that may be answered, else to their next."
)

WAITS = "No message of {} may be answered at present; the one answer waits for their next."

SENT = "The one answer to {} was sent."

NOT_SENT = "The one answer to {} was not sent: {}."

EARLIER = "one went out already for an earlier closing of this day"

OBSERVING = "nobody is answered until mode: enforce"

ON_ITS_WAY = "The one answer to {} is on its way."

_PATIENCE = 10.0
"""Seconds that a running program is given to send it."""

_LOOK = 0.2


def tell_of_the_decline(found: Configured, store: Store, lines: Collection[str]) -> None:
    """Say whether it was sent or why not; a running program is waited for."""
    now = clock().now()
    directory = found.rules.current().directory
    running = any(store.holder(one.name, now=now) for one in found.settings.accounts)
    for line in sorted(lines):
        if found.settings.mode is Mode.OBSERVE:
            click.echo(NOT_SENT.format(visible(line), OBSERVING))
            continue
        entry = directory.named(line)
        key = None if entry is None else decline_key(entry)
        if not running or key is None:
            click.echo(LATER.format(visible(line)))
            continue
        letter = _awaited(store, key)
        closed = (one.at for one in store.doorbook.closings() if one.line == line)
        click.echo(_told(line, letter, closed=next(closed, None)))


def _awaited(store: Store, key: str) -> Outgoing | None:
    """The letter once it is settled, or as it stands when the patience is at its end."""
    end = time.monotonic() + _PATIENCE
    while True:
        letter = store.letterbox.letter(key)
        if letter is not None and letter.is_called_off:
            letter = None  # that of an earlier closing
        settled = letter is not None and letter.stage not in (Stage.WAITING, Stage.STARTED)
        if settled or time.monotonic() > end:
            return letter
        time.sleep(_LOOK)


def _told(line: str, letter: Outgoing | None, *, closed: datetime | None) -> str:
    name = visible(line)
    if letter is None:
        return WAITS.format(name)
    if letter.stage in (Stage.WAITING, Stage.STARTED):
        return ON_ITS_WAY.format(name)
    if closed is not None and letter.created < closed:
        return NOT_SENT.format(name, EARLIER)
    if letter.stage is Stage.SENT:
        return SENT.format(name)
    return NOT_SENT.format(name, visible(letter.reason or letter.stage.value))
