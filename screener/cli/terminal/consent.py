"""What cannot be taken back is asked about, where somebody can answer."""

import sys

import click


def agreed(question: str, *, yes: bool) -> bool:
    """Whether to go on: `yes` was said, nobody is at a terminal to be asked, or they say yes."""
    return yes or not sys.stdin.isatty() or click.confirm(question, err=True)
