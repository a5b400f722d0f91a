"""`close`, `open` and `welcome`: the three words that move a door."""

from collections.abc import Collection, Sequence
from datetime import date
from difflib import get_close_matches

import click

from screener.application.closing.declining import DECLINED, told_already
from screener.application.doors.doorkeeper import Doorkeeper
from screener.application.doors.moving import ADVICE, Already, Move, Plan, Refused
from screener.application.doors.who import Who
from screener.application.doors.who import who as find
from screener.application.errand import call
from screener.application.letters.insisting import insist
from screener.application.record.ledger import sign_head
from screener.bootstrap import Configured, clock, doorkeeper, notary, opened_store
from screener.cli.opened import configured, rules_in_force
from screener.cli.printing.answer import tell_of_the_decline
from screener.cli.printing.past import tell_of_the_past
from screener.cli.terminal.times import Said, last_day
from screener.domain.doors.closing import By, Request
from screener.domain.record.decision import Door, Mode
from screener.domain.visible import visible
from screener.errors import InvalidConfiguration, ScreenerError, WrongUse
from screener.ports.store import Store

SAID_OF = {
    Door.CLOSED: "The door of {} is closed",
    Door.OPEN: "The door of {} is open",
    Door.WELCOME: "{} is welcome",
}

OBSERVING = "observing: nothing is moved until mode: enforce"

QUEUED = (
    "put it right; it was left as it is, and what you asked for is queued: it is done at the first"
    " round that finds the file mended"
)

SAY_AGAIN = "use `--again` to send it all the same, or leave `--decline` out"

ONE_ANSWER = "a closing has one answer; after `screener open` a new one has its own"


def close(
    ctx: click.Context,
    who: Sequence[str],
    until: Said | None,
    *,
    no_sweep: bool,
    decline: str | None,
    again: bool,
) -> None:
    """Close the doors of all of these, or of none."""
    if again and decline is None:
        raise WrongUse("`--again` goes with `--decline TEMPLATE`")
    _move(ctx, who, Door.CLOSED, until, sweep=not no_sweep, decline=decline, again=again)


def open_(ctx: click.Context, who: Sequence[str]) -> None:
    """Open the doors of all of these again, or of none."""
    _move(ctx, who, Door.OPEN, None)


def welcome(ctx: click.Context, who: Sequence[str]) -> None:
    """Let in all of these, or none."""
    _move(ctx, who, Door.WELCOME, None)


def _move(
    ctx: click.Context,
    words: Sequence[str],
    door: Door,
    until: Said | None,
    *,
    sweep: bool = True,
    decline: str | None = None,
    again: bool = False,
) -> None:
    """Plan for everybody, then write; one refusal and nothing is written."""
    found = configured(ctx)
    settings = found.settings
    rulebook = rules_in_force(found)
    if decline is not None and decline not in rulebook.templates:
        raise WrongUse(_no_template(decline, rulebook.templates))
    signer = notary(settings)
    with opened_store(settings) as store:
        keeper = doorkeeper(found, store)
        wishes = [
            Request(
                at=clock().now(),
                door=door,
                said=word,
                by=By.COMMAND,
                until=None if until is None else _end(until, keeper.today()),
                sweep=sweep,
                decline=decline,
            )
            for word in words
        ]
        if decline is not None:
            people = [
                find(word, directory=keeper.directory, region=settings.accounts[0].region)
                for word in words
            ]
            _not_a_second_no(people, store, again=again)
        plans = _carried_out(keeper, wishes)
        sign_head(store, signer, now=clock().now())
        for plan in plans:
            _tell(plan, door)
        moved = [plan for plan in plans if isinstance(plan, Move)]
        if again:
            _insist(found, store, [keeper.named(plan.who) for plan in moved])
        if moved:
            call(store, at=clock().now())
        if moved and door is Door.CLOSED and sweep:
            tell_of_the_past(settings, store, {keeper.named(plan.who) for plan in moved})
        if moved and decline is not None:
            tell_of_the_decline(found, store, {keeper.named(plan.who) for plan in moved})
    if moved and settings.mode is Mode.OBSERVE:
        click.echo(OBSERVING)


def _not_a_second_no(people: Sequence[Who], store: Store, *, again: bool) -> None:
    """Nobody is told no twice, unless the user says so; and never twice by one closing."""
    for person in people:
        why = told_already(person, store)
        if why is None or (again and why != DECLINED):
            continue
        raise ScreenerError(
            f"{visible(person.name)} is not declined: {why}; the door is as it was",
            advice=ONE_ANSWER if why == DECLINED else SAY_AGAIN,
        )


def _insist(found: Configured, store: Store, lines: Sequence[str]) -> None:
    directory = found.rules.current().directory
    for entry in filter(None, map(directory.named, lines)):
        insist(entry, store)


def _no_template(said: str, templates: Collection[str]) -> str:
    near = get_close_matches(said, templates, n=1)
    guess = f"; did you mean `{near[0]}`?" if near else ""
    return f"there is no template `{visible(said)}` under `replies`{guess}"


def _carried_out(keeper: Doorkeeper, wishes: Sequence[Request]) -> list[Plan]:
    """The moves that were made, each person once; the wishes wait if the file is broken."""
    try:
        keeper.make_up()
        planned = {(plan := keeper.plan(wish)).who.name: (wish, plan) for wish in wishes}
        refused = [plan for _, plan in planned.values() if isinstance(plan, Refused)]
        if refused:
            raise ScreenerError("\n".join(map(_refusal, refused)))
        keeper.make([(wish, plan) for wish, plan in planned.values() if isinstance(plan, Move)])
    except InvalidConfiguration as broken:
        for wish in wishes:
            keeper.wait(wish, broken)
        raise InvalidConfiguration(broken.message, advice=QUEUED) from broken
    return [plan for _, plan in planned.values()]


def _tell(plan: Plan, door: Door) -> None:
    already = isinstance(plan, Already)
    when = "already" if already else "from now on"
    click.echo(f"{SAID_OF[door].format(visible(plan.who.name))} {when}.")


def _end(until: Said, today: date) -> date:
    day = last_day(until, today=today)
    if day <= today:
        raise WrongUse(f"--until {day} is not after today", advice="name a later day")
    return day


def _refusal(refused: Refused) -> str:
    where = f" ({refused.place.file}:{refused.place.line})" if refused.place else ""
    told = f"{visible(refused.who.name)}: {refused.why}{where}"
    return f"{told}\n  {ADVICE[refused.why]}" if refused.why in ADVICE else told
