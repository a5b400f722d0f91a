"""What a test says was before: doors, events, and where the sender stands in a gate."""

from datetime import date

from screener.application.insight.testing.coming import arrival_of, call_of
from screener.domain.conditions.scene import Readable
from screener.domain.doors.imagined import with_door
from screener.domain.gates.moves import sent
from screener.domain.gates.whereabouts import Whereabouts
from screener.domain.people.contact import Directory, Met
from screener.domain.people.handle import Kind
from screener.domain.record.decision import Door
from screener.domain.record.event import Address, MailReceived
from screener.domain.record.history import NOTHING, History, Past
from screener.domain.record.stay import Stage, Stay
from screener.domain.rules.rule_test import Earlier, Rang, RuleTest
from screener.domain.rules.rulebook import Rulebook


def with_doors(rulebook: Rulebook, test: RuleTest) -> Rulebook:
    """The rules, and the doors as the test has them."""
    if not test.doors:
        return rulebook
    contacts = list(rulebook.directory.contacts)
    for handle, door in test.doors:
        contacts = with_door(contacts, handle, door)
    return rulebook.with_contacts(contacts)


def whereabouts(test: RuleTest, met: Met, rulebook: Rulebook) -> Whereabouts:
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


def history_of(test: RuleTest, met: Met, directory: Directory, today: date) -> History:
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
    arrival = arrival_of(test, 0)
    if earlier.who.kind is Kind.ADDRESS:
        return MailReceived(arrival=arrival, from_=(Address(address=earlier.who.key),))
    number = earlier.who.key if earlier.who.kind is Kind.NUMBER else None
    return call_of(Rang(kind="call", number=number), arrival, ())
