"""`preview`: what the rules as they are in the files would do to mail that is there already."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

import click

from screener.application.desk import Desk
from screener.application.insight.outcome import Outcome
from screener.application.insight.preview import Preview, Row
from screener.application.insight.preview import preview as look
from screener.bootstrap import Configured, clock, connect, desk, other_rules_running, rehearsal
from screener.cli.opened import account_named, configured
from screener.cli.printing import shapes
from screener.cli.terminal.shown import shortened
from screener.cli.terminal.table import Column, Table, terminal_width
from screener.cli.terminal.times import Said, moment
from screener.domain.settings.settings import Account
from screener.domain.visible import visible

USUAL = timedelta(days=30)

COLUMNS = (
    Column("RULE", 14, share=1),
    Column("WHAT", 28, share=3),
    Column("MESSAGES", 8, number=True),
)

PAST = "Past messages of those whose door is closed then are preserved"

_INDENT = "  "


def preview(ctx: click.Context, since: Said | None, account: str | None, *, as_json: bool) -> None:
    """Look at each account, and tell first what would change if the files were in force."""
    found = configured(ctx)
    settings = found.settings
    accounts = [account_named(settings, account)] if account else settings.accounts
    now = clock().now()
    with rehearsal(found) as (program, store), _running(found) as running:
        program.rules.current()
        for one in accounts:
            begin = moment(since or USUAL, now=now, zone=one.timezone)
            mailbox = connect(one, store)
            try:
                its_desk = desk(program, one, store)
                told = look(mailbox, its_desk, running=running(one), since=begin, now=now)
            finally:
                mailbox.close()
            for line in _objects(one.name, told) if as_json else _lines(one.name, told, begin):
                click.echo(line)


@contextmanager
def _running(found: Configured) -> Iterator[Callable[[Account], Desk | None]]:
    """The desk of each account with the rules that are in force, if the files say otherwise."""
    rules = other_rules_running(found.settings)
    if rules is None:
        yield lambda _: None
        return
    with rehearsal(found) as (program, store):
        yield lambda one: desk(program, one, store)._replace(rulebook=lambda: rules)


def _lines(account: str, told: Preview, since: datetime) -> Iterator[str]:
    many = _counted(told.messages)
    yield click.style(f"{visible(account)}: {many} since {since:%Y-%m-%d}", bold=True)
    if not told.rows and told.swept is None and not told.undecided:
        yield "  There is nothing to try the rules on; `--since 365d` looks further back."
        yield ""
        return
    changed = [each for each in told.rows if each.was is not None]
    if changed:
        yield ""
        yield "What changes against the rules that are in force:"
        yield from _table(changed, changes=True)
    yield ""
    yield "What these rules do:" if changed else "What the rules do:"
    yield from _table(_joined(told.rows), changes=False)
    if told.swept is not None:
        yield ""
        if not told.swept:
            yield f"{PAST}; none of them lies in a watched folder."
        else:
            yield f"{PAST}, and these are filed:"
            yield from _table(told.swept, changes=False)
    if told.undecided:
        yield f"  {_counted(told.undecided)} could not be decided."
    yield ""


def _table(rows: Sequence[Row], *, changes: bool) -> Iterator[str]:
    width = terminal_width()
    table = Table(COLUMNS, within=width and width - len(_INDENT))
    yield _INDENT + table.head()
    for each in rows:
        what = _what(each.now, each.folder)
        if changes and each.was is not None:
            was = f"{_rule(each.was)}: {_what(each.was, each.folder)}"
            what = f"{what} (was {was})"
        yield _INDENT + table.row([_rule(each.now), what, str(each.messages)])
        if each.now != Outcome(None, None):
            for sample in each.samples:
                subject = f": {visible(sample.subject)}" if sample.subject else ""
                line = f"      {visible(sample.who)}{subject}"
                yield click.style(shortened(line, width) if width else line, dim=True)


def _joined(rows: Sequence[Row]) -> list[Row]:
    """Rows that differ only in what they were are one."""
    joined: dict[tuple[str, Outcome], Row] = {}
    for each in rows:
        key = (each.folder, each.now)
        before = joined.get(key)
        joined[key] = each._replace(
            was=None, messages=each.messages + (before.messages if before else 0)
        )
    return list(joined.values())


def _rule(outcome: Outcome) -> str:
    return visible(outcome.rule) if outcome.rule is not None else "(no rule)"


def _what(outcome: Outcome, folder: str) -> str:
    goes = f"{folder} → {outcome.destination}" if outcome.destination else f"stays in {folder}"
    alone = (outcome.left_alone,) if outcome.left_alone else ()
    return visible("; ".join((goes, *outcome.actions, *outcome.trials, *alone)))


def _objects(account: str, told: Preview) -> Iterator[str]:
    for each in (*told.rows, *(told.swept or ())):
        yield shapes.line(
            {
                "account": account,
                "folder": each.folder,
                **_shape(each.now),
                "messages": each.messages,
                "samples": [{"from": one.who, "subject": one.subject} for one in each.samples],
                "was": each.was and _shape(each.was),
                "swept": each in (told.swept or ()),
            }
        )


def _shape(outcome: Outcome) -> dict[str, object]:
    return {
        "rule": outcome.rule,
        "destination": outcome.destination,
        "actions": list(outcome.actions),
        "trials": list(outcome.trials),
        "left_alone": outcome.left_alone,
    }


def _counted(number: int) -> str:
    return f"{number} message" if number == 1 else f"{number} messages"
