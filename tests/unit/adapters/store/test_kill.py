"""A process that is killed at any moment leaves a database that is whole and forgets nothing."""

import random
import sqlite3
import subprocess
import sys
from collections import defaultdict
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from screener.adapters.store import open_store

ROOT = Path(__file__).parents[4]

Said: TypeAlias = dict[str, set[int]]


def written_until_killed(path: Path, first: int, lines: int) -> Said:
    """Let a process write, kill it after so many lines, and collect all that it said."""
    run = [sys.executable, "-m", "tests.unit.adapters.store.writes_until_killed"]
    with subprocess.Popen(
        [*run, str(path), str(first)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout
        seen = list(islice(process.stdout, lines))
        process.kill()
        # What it said between the last line and its end is true as well.
        seen += [line for line in process.stdout if line.endswith("\n")]
    said: Said = defaultdict(set)
    for word, *numbers in map(str.split, seen):
        said[word].update(map(int, numbers))
    return said


def test_a_killed_process_has_written_what_it_said(tmp_path: Path) -> None:
    """Again and again on one database, in the middle of everything, repeatably."""
    chance = random.Random(7)
    path = tmp_path / "screener.db"
    first, done = 1, set[int]()
    for _ in range(6):
        said = written_until_killed(path, first, lines=chance.randrange(1, 30))
        done |= said["done"]
        with closing(sqlite3.connect(path)) as connection:
            first = check(connection, said, done)
    open_store(path).close()


def check(connection: sqlite3.Connection, said: Said, done: set[int]) -> int:
    """The database is whole and has what was said; the UID to go on with."""

    def ask(question: str) -> list[tuple[int, ...]]:
        return connection.execute(question).fetchall()

    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert ask("PRAGMA foreign_key_check") == []
    ((last_uid,),) = ask("SELECT last_uid FROM bookmarks")
    assert last_uid >= max(said["read"])
    assert [uid for (uid,) in ask("SELECT uid FROM decisions ORDER BY uid")] == list(
        range(1, last_uid + 1)
    )
    assert ask("SELECT decision FROM effects GROUP BY decision HAVING COUNT(*) <> 2") == []
    begun = {each for (each,) in ask("SELECT id FROM effects WHERE attempts > 0")}
    settled = {each for (each,) in ask("SELECT id FROM effects WHERE status = 'done'")}
    assert said["began"] <= begun
    assert done <= settled <= begun
    return last_uid + 1
