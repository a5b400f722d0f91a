"""`why`: one decision with every rule that was tried."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from email.utils import parseaddr
from functools import partial

import click

from screener.application.deciding.recognise import Recogniser
from screener.application.digest.form.wording import SUBJECT_OF_DIGESTS
from screener.application.insight.explain import MANY, Explained, explained, find, suppose
from screener.application.record.note import notes_of
from screener.bootstrap import Configured, archive, clock, desk, policy
from screener.cli.discretion import Hides, discretion, hint, words_of
from screener.cli.opened import account_named, configured, rules_in_force, store_if_there
from screener.cli.printing import receipts, shapes
from screener.cli.printing.story import Page, story
from screener.cli.terminal.clockface import Clockface
from screener.cli.terminal.table import terminal_width
from screener.cli.terminal.times import local
from screener.domain.digest.command import BEGINS
from screener.domain.people.handle import Kind, NoHandle, parse_handle
from screener.domain.record.decision import Decision
from screener.domain.record.event import Address, MailReceived
from screener.domain.record.summary import summary
from screener.domain.rules.decide import Policy
from screener.domain.settings.settings import Account
from screener.domain.visible import visible
from screener.errors import ScreenerError, WrongUse
from screener.ports.store import Recorded, Store

OUR_OWN = (
    "A digest of screener's own is known by a signature in its header, and nothing is decided about"
    " it.\nThis is about a mail that only looks like one."
)


def why(
    ctx: click.Context,
    message: str | None,
    sender: str | None,
    subject: str,
    account: str | None,
    *,
    words: bool,
    as_json: bool,
    with_receipts: bool,
) -> None:
    """Tell the story of the message, or of the one that `sender` might send.

    What closed contacts wrote is told with `words` only; of an imagined message the user wrote it.
    """
    if (message is None) == (sender is None):
        raise click.UsageError("Name one message, or --from ADDRESS for one that might come.")
    found = configured(ctx)
    imagined = sender is not None
    if sender is not None:
        told = _suppose(found, sender, subject, account)
    else:
        told = _look_up(found, message or "", words=words)
    if as_json:
        more = receipts.shape(told) if with_receipts else {}
        click.echo(shapes.line(shapes.explained(told.recorded, told.trace) | more))
        return
    decided = told.recorded.decision
    there = policy_of(found, decided.event.arrival.account).zone
    width = terminal_width()
    hidden = not imagined and discretion(found, words=words)(decided)
    clockface = Clockface(clock().now(), there, watched=width is not None)
    for line in story(told, Page(clockface, width, imagined=imagined, hidden=hidden)):
        click.echo(line)
    for line in _noted(found, decided.contact):
        click.echo(line)
    if imagined and subject.startswith(SUBJECT_OF_DIGESTS):
        click.echo(f"\n{OUR_OWN}")
    if hidden:
        hint()


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
    return policy(settings, known)._replace(account=account)


def _suppose(found: Configured, sender: str, subject: str, account: str | None) -> Explained:
    imagined = _sender(sender)
    into = account_named(found.settings, account)
    now = clock().now()
    with store_if_there(found.settings) as store:
        return suppose(
            sender=imagined,
            subject=subject,
            to=into.address,
            store=store,
            rulebook=rules_in_force(found),
            policy=policy(found.settings, into),
            now=now,
            as_command=_as_command(found, into, store, subject, now),
        )


def _sender(written: str) -> Address:
    """What is written as `ann@example.com` or `Ann <ann@example.com>`. Raises WrongUse."""
    name, address = parseaddr(written)
    with suppress(NoHandle):
        if parse_handle(address, region=None).kind is Kind.ADDRESS:
            return Address(address=address, name=name)
    raise WrongUse(
        f"`{visible(written)}` is no address",
        advice="with --from you ask about a mail: write `him@example.com`",
    )


def _as_command(
    found: Configured, account: Account, store: Store | None, subject: str, now: datetime
) -> Callable[[MailReceived], Decision | None]:
    """How a mail with that subject is decided if it is a command that screener offered."""
    if store is None or BEGINS not in subject:
        return lambda _: None  # where nothing was ever kept, no command was ever offered
    word = Recogniser(desk(found, account, store), rulebook=rules_in_force(found), now=now)
    return partial(word.read, policy=policy(found.settings, account), is_new=False)


def _look_up(found: Configured, message: str, *, words: bool) -> Explained:
    with store_if_there(found.settings) as store:
        candidates = find(store, message) if store else []
        if store is None or len(candidates) != 1:
            raise _not_one(candidates, message, found, discretion(found, words=words))
        account = candidates[0].decision.event.arrival.account
        return explained(
            candidates[0],
            store=store,
            rulebook=rules_in_force(found),
            policy=policy_of(found, account),
        )


def _not_one(
    candidates: Sequence[Recorded], message: str, found: Configured, hides: Hides
) -> ScreenerError:
    if not candidates:
        return ScreenerError(
            f"nothing was decided about `{visible(message)}`",
            advice="`screener log` lists what was; a message has an id, a Message-ID and a subject",
        )
    listed = [_candidate(one.decision, found, hides) for one in candidates]
    several = f"the latest {MANY}" if len(candidates) == MANY else f"{len(candidates)}"
    return ScreenerError(
        f"`{visible(message)}` may be any of several messages; here are {several}",
        advice="\n  ".join(listed),
    )


def _candidate(decided: Decision, found: Configured, hides: Hides) -> str:
    arrival = decided.event.arrival
    when = local(arrival.received, policy_of(found, arrival.account).zone)
    about = words_of(summary(decided.event).subject, hidden=hides(decided))
    return f"{decided.id}  {when}  {visible(decided.contact or '(nobody)')}  {about}"
