"""`doctor`: connect, look at everything, and say what it means."""

import json
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import click

from screener.domain.visible import visible

if TYPE_CHECKING:
    from pathlib import Path

    from screener.application.doctor.finding import Finding
    from screener.bootstrap import Configured
    from screener.domain.settings.settings import Settings

_COLOUR = {"ok": "green", "warn": "yellow", "fail": "red"}


def doctor(ctx: click.Context, *, as_json: bool) -> None:
    """Tell each finding as soon as it is made; ends the program with the code that they come to."""
    from screener.adapters.logs import configure_logs
    from screener.application.doctor.finding import exit_code
    from screener.bootstrap import configure
    from screener.cli.opened import TOLD_IN_FULL

    config: Path | None = ctx.obj
    configured = configure(config)
    # What the log would say are the findings.
    configure_logs(configured.settings.log.format, "error", but=TOLD_IN_FULL)
    findings: list[Finding] = []
    whose: str | None = ""
    for finding in examine(configured):
        findings.append(finding)
        if as_json:
            click.echo(_line(finding))
            continue
        if finding.account != whose:
            whose = finding.account
            click.echo(visible(whose) if whose else "This machine")
        for line in _for_people(finding):
            click.echo(line)
    ctx.exit(exit_code(findings))


def examine(configured: "Configured") -> Iterator["Finding"]:
    """Everything, the machine first; each finding as soon as it is made."""
    from screener import bootstrap
    from screener.application.doctor.account import examine_account
    from screener.application.doctor.ledger import examine_commands, examine_ledger
    from screener.application.doctor.machine import (
        examine_database,
        examine_mode,
        examine_rules,
        examine_service,
        examine_state,
    )

    settings, warnings, rules = configured.settings, configured.warnings, configured.rules
    yield from examine_mode(settings.mode)
    yield from examine_rules(
        rules.current, lambda: rules.broken, lambda: len(warnings) + len(rules.warnings)
    )
    yield from examine_state(bootstrap.state_directory(settings))
    yield from examine_database(
        partial(bootstrap.opened_store, settings),
        there=bootstrap.has_database(settings),
        accounts=[account.name for account in settings.accounts],
        now=bootstrap.clock().now(),
    )
    yield from examine_ledger(
        partial(bootstrap.notary_if_there, settings), partial(_hash_at, settings)
    )
    yield from examine_commands(partial(bootstrap.mark_if_there, settings))
    yield from examine_service(bootstrap.unit_states())
    for account in settings.accounts:
        yield from examine_account(
            account,
            connect=partial(bootstrap.connect, account),
            encryption=partial(bootstrap.encryption, account),
            post=bootstrap.post(account),
            folders=bootstrap.folder_notes(settings, account),
            mode=settings.mode,
            now=bootstrap.clock().now(),
        )


def _hash_at(settings: "Settings", number: int) -> str | None:
    """The hash of that entry of the ledger; None if it, or the whole database, is not there."""
    from screener.cli.opened import store_if_there

    with store_if_there(settings) as store:
        return store.hash_at(number) if store else None


def _line(finding: "Finding") -> str:
    keys = ("account", "check", "level", "found", "means", "fix")
    return json.dumps({key: getattr(finding, key) for key in keys})


def _for_people(finding: "Finding") -> Iterator[str]:
    level = click.style(f"{finding.level.value:<4}", fg=_COLOUR[finding.level.value])
    yield f"  {level}  {finding.check:<12}  {visible(finding.found)}"
    told = {"": finding.means, "do: ": finding.fix}
    for before, text in told.items():
        for number, line in enumerate(text.splitlines()):
            lead = before if number == 0 else " " * len(before)
            yield f"{' ' * 22}{lead}{visible(line)}"
