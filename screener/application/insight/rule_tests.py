"""Trying the rules on the messages that their tests tell of: no server, no state, no clock.

A test is about rules and not about a machine: an answer is tried as if the account could send, and
as if nothing else had been sent this hour.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from screener.domain.conditions.scene import Readable
from screener.domain.doors.moving import Household, allowed
from screener.domain.gates.moves import sent
from screener.domain.gates.whereabouts import Whereabouts
from screener.domain.letters.autoreply import Limits, Refusal, Standing, refusal
from screener.domain.people.contact import Contact, Directory, Met
from screener.domain.people.handle import Handle, HandleIndex, Kind
from screener.domain.record.decision import Decision, Door
from screener.domain.record.effect import Do, Effect, Status
from screener.domain.record.event import (
    Address,
    Arrival,
    Attachment,
    Caller,
    CallReceived,
    Content,
    MailReceived,
    Unreadable,
    VoicemailReceived,
    Vouched,
)
from screener.domain.record.history import NOTHING, History, Past
from screener.domain.record.stay import Stage, Stay
from screener.domain.rules.decide import Policy, Tried, decide, explain
from screener.domain.rules.rule_test import Composed, Earlier, Expected, Rang, RuleTest, Verdict
from screener.domain.rules.rulebook import Rulebook
from screener.normalize.mail import Reading, read_whole

_PROVIDER = "generic"

_SEVERAL = frozenset({Do.TAG, Do.UNTAG, Do.MARK, Do.ALERT, Do.COPY})
"""Keys that come to several words."""


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
    rulebook = _with_doors(rulebook, test)
    event = _event(test, recipient.reading, rulebook)
    policy, today = recipient.policy, test.at.astimezone(recipient.policy.zone).date()
    met = rulebook.directory.meet(event, today=today)
    history = _history(test, met, rulebook.directory, today)
    known = _whereabouts(test, met, rulebook)
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


def _whereabouts(test: RuleTest, met: Met, rulebook: Rulebook) -> Whereabouts:
    """Where the sender stands: asked, and nothing came since."""
    room = {
        gate.name: gate.budget.at_most
        for gate in rulebook.gates.values()
        if gate.budget is not None
    }
    stands = test.stands
    if stands is None or met.contact is None:
        return Whereabouts(room=room)
    gate = rulebook.gates[stands.gate]
    stay = Stay(
        contact=met.contact,
        gate=stands.gate,
        account=test.account,
        since=stands.since,
        stage=Stage.ASKING,
        latest="",
        step=stands.step,
        asked=stands.since,
    )
    return Whereabouts(stay=sent(stay, gate, at=stands.since), room=room)


def _with_doors(rulebook: Rulebook, test: RuleTest) -> Rulebook:
    """The rules, and the doors as the test has them."""
    if not test.doors:
        return rulebook
    contacts = list(rulebook.directory.contacts)
    for handle, door in test.doors:
        contacts = _with_door(contacts, handle, door)
    return rulebook.with_contacts(contacts)


def _with_door(contacts: list[Contact], handle: Handle, door: Door) -> list[Contact]:
    """The door of whoever has the handle; for an open one, no line covers it any more."""
    index = HandleIndex((one, contact) for contact in contacts for one in contact.handles)
    covering = (
        index.all_of_address(handle.key)
        if handle.kind is Kind.ADDRESS
        else index.all_of_caller(
            handle.key if handle.kind is Kind.NUMBER else None,
            withheld=handle.kind is Kind.ANONYMOUS,
        )
    )
    found = list(covering)
    person = next((contact for known, contact in found if known.key == handle.key), None)
    if door is Door.OPEN:
        shut = [contact for _, contact in found]
        return [one._replace(door=door) if one in shut else one for one in contacts]
    if person is not None:
        moved = person._replace(door=door, until=None)
        return [moved if one is person else one for one in contacts]
    return [*contacts, Contact(handles=(handle,), door=door)]


def _event(test: RuleTest, reading: Reading, rulebook: Rulebook) -> Readable | Unreadable:
    reading = reading.model_copy(update={"header_names": rulebook.header_names})
    match test.message:
        case Composed(raw=raw, vouched=vouched, attachments=attachments):
            size = len(raw) + sum(map(_encoded, attachments))
            event = read_whole(raw, arrival=_arrival(test, size), reading=reading)
            if isinstance(event, MailReceived):
                return _vouched(_with_attachments(event, attachments), said=vouched)
            return event
        case Rang() as rang:
            return _call(rang, _arrival(test, 0), reading.header_names)


def _encoded(attachment: Attachment) -> int:
    """Octets that an attachment takes in a message: four for three, as base64 has it."""
    return -(-attachment.size // 3) * 4


def _vouched(mail: MailReceived, *, said: bool | None) -> MailReceived:
    if said is None and mail.vouched is not Vouched.UNKNOWN:
        return mail
    vouched = Vouched.UNKNOWN if said is False else Vouched.PASSED
    return mail.model_copy(update={"vouched": vouched})


def _with_attachments(mail: MailReceived, more: tuple[Attachment, ...]) -> MailReceived:
    if not more or mail.content is None:
        return mail
    there = mail.content
    content = there.model_copy(
        update={
            "attachments": (*there.attachments, *more),
            "has_audio": there.has_audio or any(one.type.startswith("audio/") for one in more),
            "has_invite": there.has_invite or any(one.extension == "ics" for one in more),
        }
    )
    return mail.model_copy(update={"content": content})


def _call(
    rang: Rang, arrival: Arrival, header_names: Iterable[str]
) -> VoicemailReceived | CallReceived:
    caller = Caller(number=rang.number, withheld=rang.number is None)
    mail = MailReceived(
        arrival=arrival,
        vouched=Vouched.PASSED if rang.vouched else Vouched.UNKNOWN,
        headers=dict.fromkeys(header_names, ()),
        content=Content(),
    )
    if rang.kind == "call":
        return CallReceived(arrival=arrival, mail=mail, provider=_PROVIDER, caller=caller)
    return VoicemailReceived(
        arrival=arrival,
        mail=mail,
        provider=_PROVIDER,
        caller=caller,
        duration=rang.duration,
        transcript=rang.transcript,
    )


def _arrival(test: RuleTest, size: int) -> Arrival:
    return Arrival(
        account=test.account,
        folder=test.folder,
        uidvalidity=1,
        uid=1,
        identity=f"test:{test.name}",
        received=test.at,
        size=size,
        keywords=test.keywords,
    )


def _history(test: RuleTest, met: Met, directory: Directory, today: date) -> History:
    """What was before with whoever the message is from."""
    if met.contact is None:
        return NOTHING
    events = [
        Past(one.at, one.kind, one.authenticated, theirs.door is Door.CLOSED)
        for one in sorted(test.earlier, key=lambda one: one.at)
        if (theirs := directory.meet(_met_before(one, test), today=today)).contact == met.contact
    ]
    wrote = [
        one.at
        for one in test.wrote
        if directory.of_address(one.to.address, today=today).contact == met.contact
    ]
    return History(
        events=tuple(events), heard_before=bool(events), wrote_at=max(wrote, default=None)
    )


def _met_before(earlier: Earlier, test: RuleTest) -> Readable:
    arrival = _arrival(test, 0)
    if earlier.who.kind is Kind.ADDRESS:
        return MailReceived(arrival=arrival, from_=(Address(address=earlier.who.key),))
    number = earlier.who.key if earlier.who.kind is Kind.NUMBER else None
    return _call(Rang(kind="call", number=number), arrival, ())


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
