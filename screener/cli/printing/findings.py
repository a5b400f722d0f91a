"""What is wrong or doubtful about configuration and rules, as one list.

Both tell their errors by one exception whose text holds every finding; here that text is taken
apart again, so that errors and warnings can be shown apart and as JSON.
"""

import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from screener.bootstrap import failing_tests, glimpsed, own
from screener.config.complaint import Complaint, in_order, refuse_errors
from screener.config.known_folders import seen_on_servers
from screener.config.lint.doubts import doubts_about
from screener.config.lint.folders import Seen, lint_watched
from screener.config.places import find_config
from screener.config.rulebook.compiling import compile_rules, garbage_later
from screener.config.rulebook.sources import gather
from screener.config.settings.load import load_settings, read_settings
from screener.domain.rules.rulebook import Rulebook
from screener.domain.settings.settings import Settings
from screener.errors import InvalidConfiguration

_HEAD = re.compile(r"(?P<file>\S.*?):(?P<line>\d+):(?P<column>\d+): (?P<mark>warning: )?")


class Finding(NamedTuple):
    """One finding; `file`, `line` and `column` are None where it has no place.

    `rendered` is how people read it, on several lines.
    """

    file: str | None
    line: int | None
    column: int | None
    level: str
    text: str
    advice: str
    rendered: str


class Checked(NamedTuple):
    """Everything that was found, and the rules if they can be used."""

    findings: list[Finding]
    settings: Settings | None = None
    rulebook: Rulebook | None = None

    def of_level(self, level: str) -> list[Finding]:
        """The errors, or the warnings."""
        return [finding for finding in self.findings if finding.level == level]


def checked(config: Path | None, *, now: datetime) -> Checked:
    """Read configuration and rules as they are in the files.

    While the first has mistakes, only mistakes of the rules are told, as far as they can be judged.
    """
    with garbage_later():
        return _checked(config, now)


def _checked(config: Path | None, now: datetime) -> Checked:
    try:
        settings, doubts = load_settings(
            config, environ=os.environ, cwd=Path.cwd(), home=Path.home()
        )
    except InvalidConfiguration as error:
        return Checked([*_findings(str(error)), *_wrong_all_the_same(config)])
    seen = seen_on_servers(settings.state, [account.name for account in settings.accounts])
    doubts += _unseen(config, settings, seen)
    before = [finding for doubt in in_order(doubts) for finding in _findings(doubt.render())]
    gathered = gather(settings.rules, settings.doors)
    try:
        rulebook, doubts = compile_rules(gathered, own(settings))
        refuse_errors(failing_tests(settings, rulebook))
    except InvalidConfiguration as error:
        return Checked([*before, *_findings(str(error))], settings)
    today = now.astimezone(settings.accounts[0].timezone).date()
    files = gathered.sources.files
    hardly_meant = doubts_about(rulebook, settings, files, today=today, seen=seen)
    doubts = in_order([*doubts, *hardly_meant])
    after = [finding for doubt in doubts for finding in _findings(doubt.render())]
    return Checked([*before, *after], settings, rulebook)


def _wrong_all_the_same(config: Path | None) -> Iterator[Finding]:
    """Mistakes of the rules that a configuration with mistakes names."""
    try:
        found = find_config(config, environ=os.environ, cwd=Path.cwd(), home=Path.home())
        tree, _ = read_settings(found, shown_as=str(config or found))
    except InvalidConfiguration:
        return  # that is told already, and nobody knows of any rules
    glimpse = glimpsed(tree.data, beside=found.parent, home=Path.home())
    if glimpse is None:
        return
    try:
        compile_rules(gather(glimpse.rules, glimpse.doors), glimpse.own)
    except InvalidConfiguration as error:
        yield from _findings(str(error))


def _unseen(config: Path | None, settings: Settings, seen: Seen) -> Iterator[Complaint]:
    """Folders of the configuration that the servers do not have, as far as that is known."""
    if seen:
        found = find_config(config, environ=os.environ, cwd=Path.cwd(), home=Path.home())
        tree, _ = read_settings(found, shown_as=str(config or found))
        yield from lint_watched(tree, settings, seen)


def _findings(rendered: str) -> Iterator[Finding]:
    block: list[str] = []
    for line in rendered.splitlines():
        if block and _HEAD.match(line):
            yield _finding(block)
            block = []
        block.append(line)
    if block:
        yield _finding(block)


def _finding(block: list[str]) -> Finding:
    head, *below = block
    advice = " ".join(line.strip() for line in below if not line.startswith("  |"))
    rendered = "\n".join(block)
    place = _HEAD.match(head)
    if place is None:
        return Finding(None, None, None, "error", head, advice, rendered)
    level = "warning" if place["mark"] else "error"
    text = head[place.end() :]
    file, line, column = place["file"], int(place["line"]), int(place["column"])
    return Finding(file, line, column, level, text, advice, rendered)
