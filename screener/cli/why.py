"""`why`: one decision with every rule that was tried."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo

import click

from screener.application.explain import MANY, Explained, explained, find, suppose
from screener.application.note import notes_of
from screener.bootstrap import Configured, archive, clock, policy
from screener.cli import shapes
from screener.cli.opened import account_named, configured, rules_in_force, store_if_there
from screener.cli.shown import visible
from screener.cli.times import local
from screener.domain.condition import Shown, Trace
from screener.domain.decide import Policy, Tried
from screener.domain.decision import Decision
from screener.domain.effect import Effect, Status
from screener.domain.handle import Kind, NoHandle, parse_handle
from screener.domain.summary import summary
from screener.errors import ScreenerError, WrongUse
from screener.ports.store import Recorded

MARKS = {True: ("✓", "green"), False: ("✗", "red"), None: ("?", "yellow")}
"""Held, did not hold, and nobody knows since it was not read."""

SAID_OF = {
    Status.DONE: "done",
    Status.PENDING: "to be done",
    Status.WOULD: "would be done",
    Status.REFUSED: "refused",
    Status.FAILED: "failed",
    Status.UNCERTAIN: "uncertain",
}


@click.command()
@click.argument("message", metavar="[ID]", required=False)
@click.option("--from", "sender", metavar="ADDRESS", help="A message from there that might come.")
@click.option("--subject", default="", metavar="TEXT", help="With --from: its subject.")
@click.option("--account", metavar="NAME", help="With --from: the account that it comes to.")
@click.option("--json", "as_json", is_flag=True, help="One object.")
@click.pass_context
def why(
    ctx: click.Context,
    message: str | None,
    sender: str | None,
    subject: str,
    account: str | None,
    as_json: bool,
) -> None:
    """Tell why one message was treated as it was: every rule up to the one that decided.

    ID is the decision's, the Message-ID, or a piece of the subject. With --from it tells what
    would be done with a message that might come; nothing is done.
    """
    if (message is None) == (sender is None):
        raise click.UsageError("Name one message, or --from ADDRESS for one that might come.")
    found = configured(ctx)
    if sender is not None:
        told = _suppose(found, sender, subject, account)
    else:
        told = _look_up(found, message or "")
    if as_json:
        click.echo(shapes.line(shapes.explained(told.recorded, told.trace)))
        return
    zone = policy_of(found, told.recorded.decision.event.arrival.account).zone
    for line in _lines(told, zone, imagined=sender is not None):
        click.echo(line)
    for line in _noted(found, told.recorded.decision.contact):
        click.echo(line)


def _noted(found: Configured, contact: str | None) -> Iterator[str]:
    """What the user noted of whoever wrote it."""
    with store_if_there(found.settings) as store:
        if store is None or contact is None:
            return
        notes = notes_of({contact}, store=store, archive=archive(found.settings))
    if contact in notes:
        yield ""
        yield click.style("You noted", bold=True)
        yield from (f"  {visible(text)}" for text in notes[contact])


def policy_of(found: Configured, account: str) -> Policy:
    """The policy of an account, even of one that is not in the configuration any more."""
    settings = found.settings
    known = next((one for one in settings.accounts if one.name == account), settings.accounts[0])
    return policy(settings, known).model_copy(update={"account": account})


def _suppose(found: Configured, sender: str, subject: str, account: str | None) -> Explained:
    try:
        handle = parse_handle(sender, region=None)
    except NoHandle as error:
        raise WrongUse(str(error)) from error
    if handle.kind is not Kind.ADDRESS:
        raise WrongUse(f"`{visible(sender)}` is no address", advice="write `him@example.com`")
    into = account_named(found.settings, account)
    with store_if_there(found.settings) as store:
        return suppose(
            sender=sender,
            subject=subject,
            to=into.address,
            store=store,
            rulebook=rules_in_force(found),
            policy=policy(found.settings, into),
            now=clock().now(),
        )


def _look_up(found: Configured, message: str) -> Explained:
    with store_if_there(found.settings) as store:
        candidates = find(store, message) if store else []
        if store is None or len(candidates) != 1:
            raise _not_one(candidates, message, found)
        account = candidates[0].decision.event.arrival.account
        return explained(
            candidates[0],
            store=store,
            rulebook=rules_in_force(found),
            policy=policy_of(found, account),
        )


def _not_one(candidates: Sequence[Recorded], message: str, found: Configured) -> ScreenerError:
    if not candidates:
        return ScreenerError(
            f"nothing was decided about `{visible(message)}`",
            advice="`screener log` lists what was; a message has an id, a Message-ID and a subject",
        )
    listed = [_candidate(one.decision, found) for one in candidates]
    several = f"the latest {MANY}" if len(candidates) == MANY else f"{len(candidates)}"
    return ScreenerError(
        f"`{visible(message)}` may be any of several messages; here are {several}",
        advice="\n  ".join(listed),
    )


def _candidate(decided: Decision, found: Configured) -> str:
    arrival = decided.event.arrival
    when = local(arrival.received, policy_of(found, arrival.account).zone)
    about = visible(summary(decided.event).subject or "")
    return f"{decided.id}  {when}  {visible(decided.contact or '(nobody)')}  {about}"


def _lines(told: Explained, zone: tzinfo, *, imagined: bool) -> Iterator[str]:
    decided = told.recorded.decision
    yield click.style(_headline(decided, imagined=imagined), bold=True)
    yield ""
    yield from _about(decided, zone, imagined=imagined)
    if told.trace:
        yield ""
        yield click.style("Tried", bold=True)
        for tried in told.trace:
            yield from _tried(tried)
    yield ""
    yield click.style("Actions", bold=True)
    yield from [_effect(effect) for effect in told.recorded.effects] or ["  nothing; it stays"]
    if told.rules_changed:
        now_by = f"`{visible(told.now_by)}`" if told.now_by else "no rule"
        yield ""
        yield f"The rules have changed since then: today {now_by} would decide."


def _headline(decided: Decision, *, imagined: bool) -> str:
    name = "It" if imagined else decided.id
    if decided.rule is None:
        return f"{name}: no rule decides" if decided.reason is None else f"{name}: left alone"
    return (
        f"{name}: `{visible(decided.rule)}` decides"
        if imagined
        else (f"{name}: `{visible(decided.rule)}` decided")
    )


def _about(decided: Decision, zone: tzinfo, *, imagined: bool) -> Iterator[str]:
    arrival = decided.event.arrival
    told = summary(decided.event)
    name = f"{visible(told.from_name)} " if told.from_name else ""
    yield f"  from      {name}<{visible(told.from_handle or 'nobody')}>"
    if decided.contact not in (None, told.from_handle):
        yield f"  contact   {visible(decided.contact or '')}"
    yield f"  door      {decided.door.value}"
    yield f"  subject   {visible(told.subject or '')}"
    if not imagined:
        where = f"{visible(arrival.folder)} of {visible(arrival.account)}"
        yield f"  received  {local(arrival.received, zone)} in {where}"
        yield f"  decided   {local(decided.decided, zone)} ({decided.mode.value})"
    if decided.reason:
        yield f"  because   {visible(decided.reason)}"
    if decided.continued:
        yield f"  added by  {', '.join(visible(rule) for rule in decided.continued)}"


def _tried(tried: Tried) -> Iterator[str]:
    where = f"  {tried.file}:{tried.line}" if tried.file else ""
    yield f"  {_mark(held=tried.matched)} {visible(tried.rule)}{click.style(where, dim=True)}"
    for condition in tried.conditions:
        yield _condition(condition)
    if not tried.conditions:
        yield f"      {_mark(held=True)} matches everything"


def _condition(condition: Trace) -> str:
    """One condition; under `not` the mark says whether it is well that it does not hold."""
    key, held = condition.key, condition.held
    negated = key.split(".").count("not") % 2 == 1
    if negated and held is not None:
        held = not held
    key = key.replace("not.", "not ")
    found = "not read" if condition.held is None else _value(condition.actual)
    return f"      {_mark(held=held)} {visible(key)}: {_value(condition.expected)} (found: {found})"


def _effect(effect: Effect) -> str:
    value = shapes.words(effect)
    if isinstance(value, bool):
        words = effect.do.value
    else:
        several = value if isinstance(value, str) else ", ".join(value)
        words = f"{effect.do.value}: {several}"
    reason = f", {visible(effect.reason)}" if effect.reason else ""
    return f"  {visible(words)} ({SAID_OF[shapes.status(effect)]}{reason})"


def _mark(*, held: bool | None) -> str:
    sign, colour = MARKS[held]
    return click.style(sign, fg=colour)


def _value(value: Shown) -> str:
    match value:
        case None | "" | []:
            return "nothing"
        case list():
            return ", ".join(visible(each) for each in value)
        case bool():
            return "true" if value else "false"
        case _:
            return visible(str(value))
