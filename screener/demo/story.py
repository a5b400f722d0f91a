"""The whole story in its order, and what is left of it when it is over."""

from collections.abc import Sequence
from contextlib import chdir
from pathlib import Path

from screener.demo.chapters import again, asking, enforcing, morning, observing, stranger
from screener.demo.chapters.morning import PAGE
from screener.demo.folder import PASSWORD, fresh
from screener.demo.letter import ME
from screener.demo.servers import servers
from screener.demo.stage import Run, Say, Stage

CHAPTERS = (
    observing.tell,
    enforcing.tell,
    stranger.tell,
    again.tell,
    asking.tell,
    morning.tell,
)


def tell(folder: Path, *, say: Say, run: Run) -> None:
    """The whole story, line by line; afterwards everything that is left lies in the folder.

    Commands are typed in that folder, which is absolute. Raises WrongUse if it is somebody's own,
    ScreenerError if the servers are missing.
    """
    with servers(user=ME, password=PASSWORD) as running:
        fresh(folder)
        stage = Stage(folder, running, say=say, run=run)
        with chdir(folder):
            for chapter in CHAPTERS:
                chapter(stage)
        stage.sent()  # if anything else went out, it would lie there, too
    stage.say(*_goodbye(folder))


def _goodbye(folder: Path) -> Sequence[str]:
    return (
        "",
        "",
        f"All that is left is one folder: {folder}",
        "  config.yaml   the configuration; its servers were in memory and are gone",
        "  rules/        the starter rules, to read and to copy, and the closed door",
        "  sent/         the letters that went out, and no other did",
        "  dossier/      what is kept of that man, which anybody can read and check",
        "  state/        the record, and the originals that are kept as evidence",
        "Look around there: `screener log`, `screener contact`, `screener why`.",
        "Delete the folder, and nothing is left. The digest as a page:",
        str(folder / PAGE),
    )
