"""`demo`: the whole story, in which commands are typed."""

from collections.abc import Sequence
from contextlib import redirect_stderr
from functools import partial
from io import StringIO
from pathlib import Path

import click

from screener.adapters.logs import configure_logs
from screener.demo.folder import usual_folder
from screener.demo.story import tell


def demo(ctx: click.Context, folder: Path | None) -> None:
    """Tell it, in that folder or in the usual one."""
    configure_logs("auto", "error")
    run = partial(_run, ctx.find_root().command)
    tell((folder or usual_folder()).absolute(), say=click.echo, run=run)


def _run(program: click.Command, words: Sequence[str]) -> int:
    """Run another command; its exit code. What it says aside comes last, without its progress."""
    with redirect_stderr(StringIO()) as aside:
        code = program.main(words, prog_name="screener", standalone_mode=False)
    click.echo(aside.getvalue(), nl=False)
    return code if isinstance(code, int) else 0
