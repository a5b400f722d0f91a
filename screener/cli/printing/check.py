"""`check`: configuration and rules, all findings at once, with no network and no database.

This command is quick because of what it does not import; a test holds it to that.
"""

import json
from collections.abc import Sequence

import click

from screener.bootstrap import clock
from screener.cli.printing.findings import Checked, Finding, checked
from screener.domain.record.decision import Door
from screener.domain.rules.rulebook import Rulebook
from screener.domain.settings.settings import Settings
from screener.errors import InvalidConfiguration


def check(ctx: click.Context, *, strict: bool, as_json: bool) -> None:
    """Tell every finding; ends the program with 78, with 1 if warnings count, or with 0."""
    found = checked(ctx.obj, now=clock().now())
    errors, warnings = found.of_level("error"), found.of_level("warning")
    if as_json:
        for finding in found.findings:
            shape = finding._asdict()
            del shape["rendered"]
            click.echo(json.dumps(shape))
    else:
        _tell(found, errors, warnings)
    if errors:
        ctx.exit(InvalidConfiguration.exit_code)
    ctx.exit(1 if strict and warnings else 0)


def _tell(found: Checked, errors: Sequence[Finding], warnings: Sequence[Finding]) -> None:
    for findings in (errors, warnings):
        for finding in findings:
            click.echo(finding.rendered)
        if findings:
            click.echo()
    if found.settings is not None and found.rulebook is not None:
        click.echo(_calm(found.settings, found.rulebook, warnings))
        return
    click.echo(_counted(len(errors), "error") + ".")
    if found.settings is not None and _has_good_ones(found.settings):
        click.echo("The last good rules stay in force until this is put right.")


def _has_good_ones(settings: Settings) -> bool:
    from screener.config.rulebook.in_force import LAST_GOOD

    return (settings.state / LAST_GOOD).exists()


def _calm(settings: Settings, rulebook: Rulebook, warnings: Sequence[Finding]) -> str:
    closed = {c.line for c in rulebook.directory.contacts if c.door is Door.CLOSED}
    parts = [
        _counted(len(rulebook.rules), "rule"),
        _counted(len(closed), "closed door"),
        _counted(len(settings.accounts), "account"),
        f"mode: {settings.mode.value}",
    ]
    state = _counted(len(warnings), "warning") if warnings else "All is well"
    return f"{state}: {', '.join(parts)}."


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
