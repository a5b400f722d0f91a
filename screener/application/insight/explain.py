"""Why a message was treated as it was, and how one that might come would be.

Nothing of this is stored: the trace is made from the stored event, by the rules that are in force
now.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import repeat
from typing import NamedTuple

from screener.application.deciding.recall import Recall
from screener.application.insight.hindsight import history_of
from screener.application.insight.whereabouts import Lying, lying
from screener.domain.conditions.condition import Trace
from screener.domain.digest.command import read_command
from screener.domain.record.decision import LEFT_ALONE, YOUR_WORD, Decision, gate_rule
from screener.domain.record.effect import Effect, Fate, Status
from screener.domain.record.event import (
    Address,
    Arrival,
    Content,
    MailReceived,
    Unreadable,
    Vouched,
)
from screener.domain.record.history import NOTHING
from screener.domain.rules.decide import Policy, Tried, Undecided, decide, explain, history_asked
from screener.domain.rules.rulebook import Rulebook
from screener.ports.store import Query, Recorded, Store

MANY = 20
"""So many of several messages that may be meant are listed, the latest."""


class Explained(NamedTuple):
    """A decision with its trace. `now_by` is the rule that would decide today.

    `fates` are those of the effects, in their order, and `lying` is where the message lies; of a
    message that is only imagined there are none.
    """

    recorded: Recorded
    trace: tuple[Tried, ...]
    now_by: str | None
    fates: tuple[Fate, ...] = ()
    lying: Lying | None = None

    @property
    def fated(self) -> Iterator[tuple[Effect, Fate]]:
        """Each effect with its fate; what was never to be carried out has an empty one."""
        return zip(self.recorded.effects, self.fates or repeat(Fate()), strict=False)

    @property
    def rules_changed(self) -> bool:
        """Whether the rules of today would come to something else."""
        return self.now_by != self.recorded.decision.rule


def find(store: Store, word: str) -> list[Recorded]:
    """The decisions that may be meant: by id, else by Message-ID, else by a piece of the subject.

    Of each message the last decision; at most MANY, the latest ones, oldest first.
    """
    exactly = store.decision(word.lower())
    if exactly is not None:
        return [exactly]
    for query in (
        Query(message_id=word),
        Query(message_id=f"<{word}>"),
        Query(subject=word),
    ):
        if found := _last_of_each(store.decisions(query)):
            return found
    return []


def _last_of_each(found: Iterator[Recorded]) -> list[Recorded]:
    """The last word about each message; a sweep, or what was taken back, gives a second one."""
    last: dict[tuple[str, str], Recorded] = {}
    for one in found:
        arrival = one.decision.event.arrival
        earlier = last.pop((arrival.account, arrival.identity), one)
        last[arrival.account, arrival.identity] = max(one, earlier, key=_decided)
        if len(last) > MANY:
            del last[next(iter(last))]
    return list(last.values())


def _decided(recorded: Recorded) -> datetime:
    return recorded.decision.decided


def explained(recorded: Recorded, *, store: Store, rulebook: Rulebook, policy: Policy) -> Explained:
    """The decision with every rule up to the one that decides, as of the time it was made."""
    trace, now_by = _traced(recorded.decision, store=store, rulebook=rulebook, policy=policy)
    fates = store.fates(recorded.decision.id)
    return Explained(recorded, trace, now_by, fates, lying(recorded.decision, store))


def _traced(
    decision: Decision, *, store: Store, rulebook: Rulebook, policy: Policy
) -> tuple[tuple[Tried, ...], str | None]:
    """The rules that are tried, and the one that decides today."""
    event, now = decision.event, decision.decided
    if isinstance(event, Unreadable) or decision.reason in LEFT_ALONE:
        return (), decision.rule  # no rule was tried
    if (alone := _by_your_word(decision) or _by_gate(decision, rulebook)) is not None:
        return (alone,), decision.rule
    history = history_of(
        decision,
        store=store,
        directory=rulebook.directory,
        asked=history_asked(rulebook, policy),
        today=now.astimezone(policy.zone).date(),
    )
    again = decide(
        event, rulebook=rulebook, policy=policy, now=now, content_read=True, history=history
    )
    assert isinstance(again, Decision)  # noqa: S101  content_read promises it
    trace = explain(event, rulebook=rulebook, policy=policy, now=now, history=history)
    return trace, again.rule


def _by_your_word(decision: Decision) -> Tried | None:
    """A command that the user sent by mail: no rule was tried, whatever it then came to."""
    if decision.rule != YOUR_WORD or not isinstance(decision.event, MailReceived):
        return None
    signed = read_command(decision.event.subject)
    said = signed.said if signed else None
    held = Trace("subject", "a command that screener signed", said, held=True)
    return Tried(YOUR_WORD, "", 0, matched=True, conditions=[held])


def _by_gate(decision: Decision, rulebook: Rulebook) -> Tried | None:
    """The gate that decided: where somebody stood then is not kept, so it is not tried again."""
    for gate in rulebook.gates.values():
        if decision.rule == gate_rule(gate.name):
            here = Trace("gate", gate.name, gate.name, held=True)
            return Tried(decision.rule, gate.place.file, gate.place.line, True, [here])
    return None


def suppose(
    *,
    sender: Address,
    subject: str,
    to: str,
    store: Store | None,
    rulebook: Rulebook,
    policy: Policy,
    now: datetime,
    as_command: Callable[[MailReceived], Decision | None] = lambda _: None,
) -> Explained:
    """What would be done with an authenticated, empty mail of `sender` that came now.

    Every effect is only what would be; nothing is written down. Without a store nobody ever came.
    `as_command` decides about a mail that is a command of the user's, None for any other.
    """
    event = _imagined(
        sender=sender, subject=subject, to=to, rulebook=rulebook, policy=policy, now=now
    )
    if (said := as_command(event)) is not None:
        would = tuple(_would(effect) for effect in said.effects)
        told = Recorded(said.model_copy(update={"effects": would}), would)
        alone = _by_your_word(said)
        return Explained(told, (alone,) if alone else (), said.rule)
    history = NOTHING
    if store is not None:
        today = now.astimezone(policy.zone).date()
        recall = Recall(
            store, rulebook.directory, history_asked(rulebook, policy), now=now, today=today
        )
        history = recall.before([event]).get(event.arrival.identity, NOTHING)
    decision = decide(
        event, rulebook=rulebook, policy=policy, now=now, content_read=True, history=history
    )
    assert not isinstance(decision, Undecided)  # noqa: S101  content_read promises it
    effects = tuple(_would(effect) for effect in decision.effects)
    imagined = Recorded(decision.model_copy(update={"effects": effects}), effects)
    trace = explain(event, rulebook=rulebook, policy=policy, now=now, history=history)
    return Explained(imagined, trace, decision.rule)


def _imagined(
    *, sender: Address, subject: str, to: str, rulebook: Rulebook, policy: Policy, now: datetime
) -> MailReceived:
    arrival = Arrival(
        account=policy.account,
        folder="INBOX",
        uidvalidity=0,
        uid=0,
        identity=f"imagined:{sender.address}",
        received=now,
        size=0,
    )
    return MailReceived(
        arrival=arrival,
        from_=(sender,),
        to=(Address(address=to),),
        delivered_to=(Address(address=to),),
        return_path=sender.address,
        subject=subject,
        vouched=Vouched.PASSED,
        headers=dict.fromkeys(rulebook.header_names, ()),
        content=Content(),
    )


def _would(effect: Effect) -> Effect:
    return effect.model_copy(update={"status": Status.WOULD})
