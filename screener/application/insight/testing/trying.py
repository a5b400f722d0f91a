"""Trying the rules on the messages that their tests tell of: no server, no state, no clock.

A test is about rules and not about a machine: an answer is tried as if the account could send, and
as if nothing else had been sent this hour.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from screener.application.insight.testing.before import history_of, whereabouts, with_doors
from screener.application.insight.testing.coming import event_of
from screener.domain.doors.moving import Household, allowed
from screener.domain.letters.autoreply import Limits, Refusal, Standing, refusal
from screener.domain.people.contact import Met
from screener.domain.people.handle import Kind
from screener.domain.record.decision import Decision
from screener.domain.record.effect import Do, Effect, Status
from screener.domain.record.event import MailReceived, Unreadable
from screener.domain.record.history import History
from screener.domain.record.stay import Stage
from screener.domain.rules.decide import Policy, Tried, decide, explain
from screener.domain.rules.rule_test import Expected, RuleTest, Verdict
from screener.domain.rules.rulebook import Rulebook
from screener.normalize.mail import Reading

_SEVERAL = frozenset({Do.TAG, Do.UNTAG, Do.MARK, Do.ALERT, Do.COPY})
"""Keys that come to several words."""


_ASKS_NOTHING = {
    Stage.WAITING: "it has asked before",
    Stage.QUEUED: "what it expects is met, and they wait for room",
    Stage.CHOOSING: "what it expects is met, and they wait for your choice",
    Stage.PASSED: "what it expects is met, and they pass",
    Stage.LAPSED: "their time is over",
    Stage.FULL: "there is no room",
}
"""Why a gate whose message this is does not ask, by where it leaves them."""


class Recipient(NamedTuple):
    """The account that a test's message comes to."""

    policy: Policy
    limits: Limits
    reading: Reading


def try_all(
    tests: Iterable[RuleTest], rulebook: Rulebook, recipients: Mapping[str, Recipient]
) -> list[Verdict]:
    """How each test ends; `recipients` are all accounts by name."""
    return [try_one(test, rulebook, recipients[test.account]) for test in tests]


def try_one(test: RuleTest, rulebook: Rulebook, recipient: Recipient) -> Verdict:
    """How one test ends."""
    rulebook = with_doors(rulebook, test)
    event = event_of(test, recipient.reading, rulebook)
    policy, today = recipient.policy, test.at.astimezone(recipient.policy.zone).date()
    met = rulebook.directory.meet(event, today=today)
    history = history_of(test, met, rulebook.directory, today)
    known = whereabouts(test, met, rulebook)
    decision = decide(
        event,
        rulebook=rulebook,
        policy=policy,
        now=test.at,
        content_read=True,
        history=history,
        known=known,
    )
    assert isinstance(decision, Decision)  # noqa: S101  content_read promises it
    decision = allowed(
        decision,
        Household(rulebook.directory, rulebook.own, recipient.reading.exchanges, today),
    )
    trace: Sequence[Tried] = ()
    if "trial" in test.expected and not isinstance(event, Unreadable):
        trace = explain(event, rulebook=rulebook, policy=policy, now=test.at, history=history)
    answer = _answer(test, decision, met, history, recipient)
    told = _told(decision, answer.sent) | {"trial": _on_trial(trace, rulebook)}
    return Verdict(test, told, dict(_reasons(decision, answer)))


class _Answer(NamedTuple):
    """The template that is sent; `wanted` is the one that would be, but for `why`."""

    sent: str | None = None
    wanted: str | None = None
    why: Refusal | None = None


def _answer(
    test: RuleTest, decision: Decision, met: Met, history: History, recipient: Recipient
) -> _Answer:
    declines = decision.knock and met.entry is not None and met.entry.declined is None
    wanted = met.entry.decline if declines and met.entry is not None else None
    for effect in decision.effects:
        if effect.do is Do.REPLY and effect.status is not Status.WOULD and wanted is None:
            wanted = str(effect.value)
    if wanted is None:
        return _Answer()
    if not isinstance(decision.event, MailReceived):
        return _Answer(wanted=wanted, why=Refusal.CALL)
    standing = Standing(
        door=met.door,
        through_relay=met.handle is not None and met.handle.kind is Kind.RELAY,
        you_wrote_at=history.wrote_at,
        answered_lately=wanted in test.replied,
        declining=declines,
    )
    why = refusal(decision.event, limits=recipient.limits, standing=standing, now=test.at)
    return _Answer(sent=None if why else wanted, wanted=wanted, why=why)


def _reasons(decision: Decision, answer: _Answer) -> Iterator[tuple[str, str]]:
    """Why something that a rule asks for does not happen."""
    for effect in decision.effects:
        if effect.status is Status.REFUSED and effect.reason:
            yield effect.do.value, effect.reason
    if answer.why is not None:
        yield "reply", f"`{answer.wanted}` is refused: {answer.why.value}"
    stay = decision.stay
    if stay is not None and answer.wanted is None and (why := _ASKS_NOTHING.get(stay.stage)):
        yield "reply", f"the gate `{stay.gate}` asks nothing: {why}"


def _told(decision: Decision, answer: str | None) -> dict[str, Expected]:
    """Every key of `expect` as it came out."""
    told: dict[str, Expected] = {
        "rule": decision.rule,
        "continued": tuple(sorted(decision.continued)) or None,
        "contact": decision.contact,
        "door": decision.door.value,
    }
    for do in Do:
        values = [effect.value for effect in decision.effects if _is_done(effect, do)]
        told[do.value] = _joined(do, values)
    return told | {"reply": answer}


def _is_done(effect: Effect, do: Do) -> bool:
    return effect.do is do and effect.status not in (Status.WOULD, Status.REFUSED)


def _joined(do: Do, values: list[str | tuple[str, ...]]) -> Expected:
    if do in _SEVERAL:
        each = [word for value in values for word in ([value] if isinstance(value, str) else value)]
        return tuple(sorted(set(each))) or None
    return next((value if isinstance(value, str) else value[0] for value in values), None)


def _on_trial(trace: Sequence[Tried], rulebook: Rulebook) -> Expected:
    matched = {tried.rule for tried in trace if tried.matched}
    return tuple(sorted(r.name for r in rulebook.rules if r.trial and r.name in matched)) or None
