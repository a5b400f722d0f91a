"""Progress bars: on a terminal only, and never on standard output."""

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

import click

_T = TypeVar("_T")


def watched(things: Iterable[_T], /, *, label: str, length: int) -> Iterator[_T]:
    """The same things, with a bar on standard error while they go by."""
    if not sys.stderr.isatty():
        yield from things
        return
    with click.progressbar(things, label=label, length=length, file=sys.stderr) as bar:
        yield from bar
