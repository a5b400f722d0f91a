"""Promises of deciding that hold for every event and every set of rules."""

from collections.abc import Iterator
from datetime import UTC, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from screener.domain.conditions.condition import (
    Addressed,
    AllOf,
    AnyOf,
    Authenticated,
    Classed,
    Condition,
    Having,
    Headed,
    Not,
    OneOf,
    ReceivedAt,
    Sized,
    Worded,
)
from screener.domain.conditions.scene import Scene
from screener.domain.people.contact import NOBODY, Contact
from screener.domain.people.handle import address_key, parse_handle, relay
from screener.domain.place import Place
from screener.domain.record.decision import CLOSED_DOOR, Decision, Door, Mode
from screener.domain.record.effect import ORDER, Action, Do, Status
from screener.domain.record.event import (
    Address,
    Class,
    Content,
    Event,
    MailReceived,
    Unreadable,
    Vouched,
)
from screener.domain.rules.decide import Policy, Undecided, decide, explain
from screener.domain.rules.rulebook import Rule, Rulebook
from screener.domain.text import TextMatch
from tests.builders import NOON, a_call, a_mail, a_voicemail, an_arrival, an_unreadable

DOMAINS = ["firm.example", "a.firm.example", "b.a.firm.example", "gmail.com", "other.example"]
LOCALS = ["him", "him+x", "h.im", '"him"', "her", "sales-1", "HIM"]

HANDLES = st.sampled_from(
    [
        *(
            parse_handle(f"{local}@{domain}", region=None)
            for local in LOCALS[:3]
            for domain in DOMAINS
        ),
        *(parse_handle(domain, region=None) for domain in DOMAINS),
        *(parse_handle(f"*.{domain}", region=None) for domain in DOMAINS),
        *(parse_handle(glob, region=None) for glob in ("sales-*@*.example", "h*@firm.example")),
        *(relay(via=domain, name="Him") for domain in DOMAINS[:2]),
        parse_handle("+1 202 555 0143", region=None),
        parse_handle("+1900*", region=None),
        parse_handle("anonymous", region=None),
    ]
)

ADDRESSES = st.builds(
    lambda local, domain, name: Address(address=f"{local}@{domain}", name=name),
    st.sampled_from(LOCALS),
    st.sampled_from([*DOMAINS, "FIRM.example", "xn--mnchen-3ya.example", "münchen.example"]),
    st.sampled_from(["", "Him", "her@other.example"]),
) | st.builds(Address, address=st.text(max_size=12), name=st.text(max_size=6))

TEXTS = st.sampled_from(["lunch", "dinner", "LUNCH today", ""]) | st.text(max_size=20)
WORDS = st.lists(st.sampled_from(["lunch", "dinner", "x"]), max_size=2).map(tuple)
MATCHES = st.builds(
    TextMatch,
    contains=st.none() | WORDS,
    word=st.none() | WORDS,
    none=st.lists(st.builds(TextMatch, contains=WORDS), max_size=1).map(tuple),
)

LEAVES: st.SearchStrategy[Condition] = st.one_of(
    st.builds(
        Addressed,
        field=st.sampled_from(["from", "from", "from", "to", "recipient"]),
        handles=st.lists(HANDLES, max_size=3).map(tuple),
    ),
    st.builds(Worded, field=st.sampled_from(["subject", "body", "text"]), match=MATCHES),
    st.builds(Headed, name=st.just("X-Mailer"), match=MATCHES | st.booleans()),
    st.builds(
        OneOf, field=st.just("door"), words=st.frozensets(st.sampled_from(["closed", "welcome"]))
    ),
    st.builds(Classed, classes=st.frozensets(st.sampled_from(Class))),
    st.builds(Having, things=st.frozensets(st.sampled_from(["attachment", "link"]))),
    st.builds(Authenticated, wanted=st.booleans()),
    st.builds(Sized, operator=st.sampled_from([">", "<="]), limit=st.integers(0, 5_000)),
    st.builds(ReceivedAt, between=st.just((time(18), time(8)))),
)


def nested(below: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    """One level of `any`, `all` or `not` round some conditions."""
    parts = st.lists(below, max_size=2).map(tuple)
    return st.one_of(
        st.builds(AllOf, parts=parts), st.builds(AnyOf, parts=parts), st.builds(Not, part=below)
    )


CONDITIONS = st.one_of(LEAVES, nested(LEAVES), nested(LEAVES | nested(LEAVES))).map(
    lambda condition: AllOf(parts=(condition,))
)

ENDS = frozenset({Do.FILE, Do.TRASH, Do.KEEP})

ACTIONS = st.lists(
    st.sampled_from(
        [
            Action(do=Do.PRESERVE, value="true"),
            Action(do=Do.TAG, value=("x", "y")),
            Action(do=Do.UNTAG, value=("z",)),
            Action(do=Do.MARK, value=("unseen",)),
            Action(do=Do.DIGEST, value="show"),
            Action(do=Do.COPY, value=("C", "D")),
            Action(do=Do.FILE, value="F"),
            Action(do=Do.TRASH, value="true"),
            Action(do=Do.KEEP, value="true"),
        ]
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda action: Do.FILE if action.do in ENDS else action.do,
).map(tuple)


@st.composite
def rulebooks(draw: st.DrawFn) -> list[Rule]:
    """A few rules in their order."""
    return [
        Rule(
            name=f"rule {number}",
            when=draw(CONDITIONS),
            then=draw(ACTIONS),
            continues=draw(st.booleans()),
            enabled=draw(st.sampled_from([True, True, True, False])),
            trial=draw(st.sampled_from([False, False, False, True])),
            accounts=draw(st.sampled_from([None, None, frozenset({"me"}), frozenset({"work"})])),
            until=draw(st.sampled_from([None, None, NOON.date(), NOON.date() + timedelta(1)])),
            place=Place("rules/a.yaml", number + 1, 1),
        )
        for number in range(draw(st.integers(0, 6)))
    ]


CONTACTS = st.lists(
    st.builds(
        Contact,
        name=st.sampled_from([None, "Him", "Her"]),
        handles=st.lists(HANDLES, min_size=1, max_size=2).map(tuple),
        door=st.sampled_from(Door),
        until=st.sampled_from([None, None, NOON.date()]),
    ),
    max_size=5,
)

MAILS = st.builds(
    a_mail,
    arrival=st.builds(an_arrival, uid=st.integers(1, 9), size=st.integers(0, 9_000)),
    from_=st.lists(ADDRESSES, max_size=3).map(tuple),
    to=st.lists(ADDRESSES, max_size=1).map(tuple),
    subject=TEXTS,
    classes=st.frozensets(st.sampled_from(Class), max_size=2),
    vouched=st.sampled_from(Vouched),
    headers=st.sampled_from([{}, {"x-mailer": ()}, {"x-mailer": ("lunch", "x")}]),
    content=st.none() | st.builds(Content, text=TEXTS, has_link=st.booleans()),
)
NUMBERS = st.sampled_from([None, "+12025550143", "+19005550100"])
EVENTS: st.SearchStrategy[Event] = st.one_of(
    MAILS,
    st.builds(a_voicemail, number=NUMBERS),
    st.builds(a_call, number=NUMBERS),
    st.builds(an_unreadable),
)
POLICIES = st.sampled_from([Policy(account="me", mode=mode, zone=UTC) for mode in Mode])
OWN = frozenset({"her@firm.example"})


FROM = st.builds(
    Addressed,
    field=st.just("from"),
    handles=st.lists(
        st.sampled_from(
            [
                parse_handle(text, region=None)
                for text in (
                    "him@firm.example",
                    "him@a.firm.example",
                    "firm.example",
                    "a.firm.example",
                    "*.firm.example",
                    "*.example",
                    "h*@firm.example",
                )
            ]
        ),
        max_size=2,
    ).map(tuple),
)
FROM_OR_ANYBODY: st.SearchStrategy[Condition] = FROM | st.just(
    OneOf(field="kind", words=frozenset({"email"}))
)
ABOUT_SENDERS = st.one_of(
    FROM, nested(FROM_OR_ANYBODY), nested(FROM_OR_ANYBODY | nested(FROM_OR_ANYBODY))
)
SENDERS = st.sampled_from(
    [
        Address(address=f"{local}@{domain}")
        for local in ("him", "Him+x", "her")
        for domain in ("firm.example", "a.firm.example", "FIRM.example.", "b.a.firm.example")
    ]
)


class WithoutIndex(Rulebook):
    """A rulebook that tries every rule on everything."""

    def candidates(self, scene: Scene) -> Iterator[Rule]:
        """All of them, whatever the scene."""
        del scene
        return iter(self.rules)


def settled(event: Event, rulebook: Rulebook, policy: Policy) -> Decision:
    """The decision once everything is read."""
    decision = decide(event, rulebook=rulebook, policy=policy, now=NOON, content_read=True)
    assert isinstance(decision, Decision)
    return decision


@settings(max_examples=300)
@given(
    conditions=st.lists(ABOUT_SENDERS, min_size=1, max_size=5),
    senders=st.lists(SENDERS, max_size=2),
)
def test_a_rule_that_is_not_tried_could_not_hold(
    conditions: list[Condition], senders: list[Address]
) -> None:
    """Whatever is said about senders, in whatever nesting."""
    keep = (Action(do=Do.KEEP, value="true"),)
    place = Place("rules/a.yaml", 1, 1)
    rulebook = Rulebook(
        Rule(name=f"{number}", when=condition, then=keep, place=place)
        for number, condition in enumerate(conditions)
    )
    mail = a_mail(from_=tuple(senders))
    scene = Scene(mail, met=NOBODY, now=NOON, zone=UTC)
    tried = list(rulebook.candidates(scene))
    assert all(rule.when.holds(scene) is False for rule in rulebook.rules if rule not in tried)
    assert tried == [rule for rule in rulebook.rules if rule in tried]


@given(rules=rulebooks(), contacts=CONTACTS, event=EVENTS, policy=POLICIES)
def test_deciding_with_the_index_is_trying_every_rule(
    rules: list[Rule], contacts: list[Contact], event: Event, policy: Policy
) -> None:
    """Deciding with it and trying every rule in order come to the same, by the header too."""
    quick, slow = Rulebook(rules, contacts), WithoutIndex(rules, contacts)
    assert settled(event, quick, policy) == settled(event, slow, policy)
    by_header = [
        decide(event, rulebook=rulebook, policy=policy, now=NOON, content_read=False)
        for rulebook in (quick, slow)
    ]
    assert by_header[0] == by_header[1]


@given(rules=rulebooks(), contacts=CONTACTS, event=EVENTS, policy=POLICIES)
def test_every_event_has_exactly_one_decision(
    rules: list[Rule], contacts: list[Contact], event: Event, policy: Policy
) -> None:
    """Nothing is raised, the same comes out again, and it survives being stored."""
    decision = settled(event, Rulebook(rules, contacts), policy)
    assert decision == settled(event, Rulebook(rules, contacts), policy)
    assert Decision.model_validate_json(decision.model_dump_json()) == decision


@given(rules=rulebooks(), contacts=CONTACTS, event=EVENTS, policy=POLICIES)
def test_what_the_header_decides_the_whole_message_does_not_change(
    rules: list[Rule], contacts: list[Contact], event: Event, policy: Policy
) -> None:
    """Reading on is asked for whenever it could matter."""
    rulebook = Rulebook(rules, contacts)
    first = decide(event, rulebook=rulebook, policy=policy, now=NOON, content_read=False)
    if isinstance(event, MailReceived) and event.content is None:
        event = event.model_copy(update={"content": Content(text="lunch", has_link=True)})
        event = event.model_copy(update={"headers": {"x-mailer": ("lunch",), **event.headers}})
    if not isinstance(first, Undecided):
        again = settled(event, rulebook, policy)
        assert again.model_copy(update={"event": first.event}) == first


@given(rules=rulebooks(), contacts=CONTACTS, event=EVENTS, policy=POLICIES)
def test_effects_come_in_the_order_of_the_language(
    rules: list[Rule], contacts: list[Contact], event: Event, policy: Policy
) -> None:
    """First what keeps, last what moves; and a message ends in one place."""
    decision = settled(event, Rulebook(rules, contacts), policy)
    done = [effect for effect in decision.effects if not effect.reason]
    positions = [ORDER[effect.do] for effect in done]
    assert positions == sorted(positions)
    assert sum(effect.do in ENDS for effect in done) <= 1
    if policy.mode is Mode.OBSERVE:
        acting = [effect for effect in decision.effects if effect.do is not Do.PRESERVE]
        assert {effect.status for effect in acting} <= {Status.WOULD, Status.REFUSED}
        assert all(effect.reason for effect in acting if effect.status is Status.REFUSED)


@given(rules=rulebooks(), contacts=CONTACTS, event=EVENTS, policy=POLICIES)
def test_nothing_takes_evidence_and_counting_from_a_closed_door(
    rules: list[Rule], contacts: list[Contact], event: Event, policy: Policy
) -> None:
    """Whatever the rules say, and whoever else is named as a sender."""
    decision = settled(event, Rulebook(rules, contacts), policy)
    assert decision.knock is (decision.door is Door.CLOSED)
    assert (decision.rule == CLOSED_DOOR) is decision.knock
    if decision.knock:
        assert decision.effects[0].do is Do.PRESERVE
        assert decision.effects[0].status is Status.DONE
        done = {effect.do for effect in decision.effects if not effect.reason}
        assert done >= {Do.MARK, Do.DIGEST}
        assert done & ENDS


@given(contacts=CONTACTS, mail=MAILS)
def test_a_second_sender_never_opens_a_door(contacts: list[Contact], mail: MailReceived) -> None:
    """A closed one closes, no welcome holds, and your own address is never closed."""
    directory = Rulebook([], contacts, own=OWN).directory
    alone = [
        directory.meet(mail.model_copy(update={"from_": (one,)}), today=NOON.date()).door
        for one in mail.from_
    ]
    together = directory.meet(mail, today=NOON.date()).door
    assert (together is Door.CLOSED) is (Door.CLOSED in alone)
    assert together is not Door.WELCOME or (
        len(mail.from_) == 1 and mail.vouched is not Vouched.FORGED
    )
    if all(address_key(one.address) in OWN for one in mail.from_):
        assert together is not Door.CLOSED


@given(rules=rulebooks(), contacts=CONTACTS, event=EVENTS, policy=POLICIES)
def test_the_trace_ends_with_the_rule_that_decides(
    rules: list[Rule], contacts: list[Contact], event: Event, policy: Policy
) -> None:
    """What `why` tells is what was done."""
    if isinstance(event, Unreadable):
        return
    rulebook = Rulebook(rules, contacts)
    tried = explain(event, rulebook=rulebook, policy=policy, now=NOON)
    decision = settled(event, rulebook, policy)
    matched = [one.rule for one in tried if one.matched]
    trials = {rule.name for rule in rules if rule.trial}
    assert {name for name in matched if name not in trials} == {
        *decision.continued,
        *([decision.rule] if decision.rule else []),
    }
