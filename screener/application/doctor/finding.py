"""One thing that was looked at: how it is, what that means, and what to do about it."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from screener.errors import ScreenerError


class Level(StrEnum):
    """How bad it is: `fail` means that screening does not work."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


class Finding(NamedTuple):
    """`account` is None for the machine itself. `exit_code` counts only where something fails."""

    check: str
    level: Level
    found: str
    means: str = ""
    fix: str = ""
    account: str | None = None
    exit_code: int = 1


def ok(check: str, found: str, means: str = "", fix: str = "") -> Finding:
    """All is well; `means` and `fix` are for what is good to know."""
    return Finding(check, Level.OK, found, means, fix)


def warn(check: str, found: str, means: str, fix: str) -> Finding:
    """It works, with a drawback."""
    return Finding(check, Level.WARN, found, means, fix)


def fail(check: str, found: str, means: str, fix: str) -> Finding:
    """It does not work."""
    return Finding(check, Level.FAIL, found, means, fix)


def failed(check: str, error: ScreenerError, means: str) -> Finding:
    """What an error says of it."""
    found = fail(check, error.message, means, error.advice)
    return found._replace(exit_code=error.exit_code)


def exit_code(findings: Iterable[Finding]) -> int:
    """0 if nothing fails; else the code of the first failure that has one of its own, or 1."""
    codes = [finding.exit_code for finding in findings if finding.level is Level.FAIL]
    return next((code for code in codes if code != 1), codes[0] if codes else 0)
