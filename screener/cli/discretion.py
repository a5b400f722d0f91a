"""Whose words stay out of sight: those of everybody whose door is closed.

Whoever closes a door does not want to read that hand any more, so a list of what was done does not
bring their subjects back. They are hidden if the door is closed today, and also if it was when the
message was decided. JSON is for programs and has everything.
"""

import sys
from collections.abc import Callable
from datetime import date
from functools import partial

import click

from screener.bootstrap import Configured, clock
from screener.cli.opened import rules_in_force, zone
from screener.domain.people.contact import Directory
from screener.domain.record.decision import Decision, Door
from screener.domain.visible import visible
from screener.errors import InvalidConfiguration

HIDDEN = "(hidden)"
"""Stands where words would."""

HINT = "What closed contacts wrote is hidden; --words shows it."

Hides = Callable[[Decision], bool]
"""Whether the words of that message are hidden: its subject and text, and how its sender calls
himself.
"""


def discretion(found: Configured, *, words: bool) -> Hides:
    """What is hidden today; nothing where the user asked for the `words`."""
    if words:
        return _nothing
    try:
        directory = rules_in_force(found).directory
    except InvalidConfiguration:
        return _everything  # nobody knows who is closed
    today = clock().now().astimezone(zone(found.settings)).date()
    return partial(_behind_a_closed_door, directory, today)


def words_of(text: str | None, *, hidden: bool) -> str:
    """The text as it is shown: made visible, or hidden if there is any."""
    return HIDDEN if hidden and text else visible(text or "")


def hint() -> None:
    """Say at a terminal how what is hidden can be seen."""
    if sys.stdout.isatty():
        click.echo(HINT, err=True)


def _nothing(_: Decision) -> bool:
    return False


def _everything(_: Decision) -> bool:
    return True


def _behind_a_closed_door(directory: Directory, today: date, decision: Decision) -> bool:
    return (
        decision.door is Door.CLOSED
        or directory.meet(decision.event, today=today).door is Door.CLOSED
    )
