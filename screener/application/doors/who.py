"""Whom a command means: by a name out of the user's files, or by a handle.

The surprise: a handle may be nobody's own and still be covered by a line for many, such as a
domain. Then that line decides the door, but it is not theirs.
"""

from datetime import date
from difflib import get_close_matches
from typing import NamedTuple

from screener.domain.people.contact import Contact, Directory
from screener.domain.people.handle import Handle, NoHandle, parse_handle
from screener.domain.record.decision import Door
from screener.errors import WrongUse


class Who(NamedTuple):
    """Somebody. `entry` is the line about them, None if there is none.

    `handle` is None where a name was said. `own_line` tells whether the line is about them alone,
    and not one for many that covers them too.
    """

    said: str
    handle: Handle | None
    entry: Contact | None
    own_line: bool

    @property
    def name(self) -> str:
        """How they are called in every output."""
        if self.entry is not None and self.own_line:
            return self.entry.line
        return self.handle.shown if self.handle else self.said

    @property
    def handles(self) -> tuple[Handle, ...]:
        """Every handle that is known to be theirs."""
        if self.entry is not None and self.own_line:
            return self.entry.handles
        return (self.handle,) if self.handle else ()

    def door_at(self, today: date) -> Door:
        """Their door on that day."""
        return self.entry.door_at(today) if self.entry else Door.OPEN


def who(said: str, *, directory: Directory, region: str | None) -> Who:
    """The contact of that name, else the one with that handle. Raises WrongUse.

    `region` (ISO 3166) completes a national number.
    """
    named = directory.named(said)
    if named is not None:
        return Who(said, None, named, own_line=True)
    try:
        handle = parse_handle(said, region=region)
    except NoHandle as error:
        raise _nobody(said, directory, str(error)) from error
    return bearer(handle, directory=directory)


def bearer(handle: Handle, *, directory: Directory) -> Who:
    """The contact with that handle, who need not be known yet."""
    said = handle.written
    for contact in directory.contacts:
        if any(_same(one, handle) for one in contact.handles):
            return Who(said, handle, contact, own_line=True)
    return Who(said, handle, directory.covering(handle), own_line=False)


def _same(one: Handle, other: Handle) -> bool:
    return (one.kind, one.key, one.name) == (other.kind, other.key, other.name)


def _nobody(said: str, directory: Directory, why: str) -> WrongUse:
    names = {
        contact.name.casefold(): contact.name for contact in directory.contacts if contact.name
    }
    near = get_close_matches(said.casefold(), names, n=1)
    guess = f"; did you mean `{names[near[0]]}`?" if near else ""
    return WrongUse(f"nobody in your files is called `{said}`{guess}", advice=why)
