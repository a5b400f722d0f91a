"""What is not tried could not hold: for all words, patterns, handles and ways to nest them."""

from dataclasses import replace
from datetime import UTC

from hypothesis import example, given, settings
from hypothesis import strategies as st

from screener.domain.conditions.condition import (
    Addressed,
    AllOf,
    AnyOf,
    Condition,
    Headed,
    Not,
    OneOf,
    Worded,
)
from screener.domain.conditions.prefilter import Prefilter, guard_of
from screener.domain.conditions.scene import Readable, Scene
from screener.domain.people.contact import Contact, Directory
from screener.domain.people.handle import parse_handle, relay
from screener.domain.record.decision import Door
from screener.domain.record.event import Address, Content
from screener.domain.text import TextMatch
from tests.builders import NOON, a_call, a_mail, a_voicemail

# Letters that fold to several, that are composed of several, and that have no case.
ALPHABET = "abİıSsßﬁﬀÅÅ Ǆé́ 漢字\t\u00a0"
PIECES = st.one_of(
    st.sampled_from(["lunch", "LUNCH", "Straße", "strasse", "a", "ﬁn", "İ", "x  y"]),
    st.text(ALPHABET, min_size=1, max_size=6).filter(str.strip),
)
SOME = st.none() | st.lists(PIECES, min_size=1, max_size=3).map(tuple)
PATTERNS = st.none() | st.lists(
    st.sampled_from(["lunch", "l.nch", "^a", "b$", "x{2,}", "(?i)STRASSE", "[a-f]+", ""]),
    min_size=1,
    max_size=2,
).map(tuple)
SINGLES = st.builds(
    TextMatch,
    contains=SOME,
    is_=SOME,
    starts_with=SOME,
    ends_with=SOME,
    word=SOME,
    regex=PATTERNS,
    case=st.booleans(),
)
MATCHES = SINGLES | st.builds(
    lambda match, all_, none: replace(match, all_=tuple(all_), none=tuple(none)),
    SINGLES,
    st.lists(SINGLES, max_size=2),
    st.lists(SINGLES, max_size=1),
)
HANDLES = st.sampled_from(
    [
        *(
            parse_handle(text, region="US")
            for text in (
                "him@firm.example", "h.im+x@gmail.com", "firm.example", "*.firm.example",
                "*.example", "h*@firm.example", "him@*.example", "sales-?@münchen.example",
                "münchen.example", "+1 202 555 0143", "+1202*", "+4930*", "anonymous",
            )
        ),
        relay(via="firm.example", name="Him"),
        relay(via="a.firm.example", name="Him"),
    ]
)  # fmt: skip
LEAVES: st.SearchStrategy[Condition] = st.one_of(
    st.builds(
        Addressed,
        field=st.sampled_from(["from", "reply_to", "to", "cc", "recipient"]),
        handles=st.lists(HANDLES, max_size=3).map(tuple),
    ),
    st.builds(
        Worded, field=st.sampled_from(["subject", "body", "transcript", "text"]), match=MATCHES
    ),
    st.builds(Headed, name=st.sampled_from(["X-A", "X-B"]), match=MATCHES | st.booleans()),
    st.builds(
        OneOf,
        field=st.just("contact"),
        words=st.frozensets(st.sampled_from(["straße", "strasse", "him@firm.example"])),
    ),
    st.builds(OneOf, field=st.just("kind"), words=st.frozensets(st.sampled_from(["email"]))),
)


def nested(below: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    """One level of `any`, `all` or `not` round some conditions."""
    parts = st.lists(below, max_size=3).map(tuple)
    return st.one_of(
        st.builds(AllOf, parts=parts), st.builds(AnyOf, parts=parts), st.builds(Not, part=below)
    )


CONDITIONS = LEAVES | nested(LEAVES) | nested(LEAVES | nested(LEAVES))

ADDRESSES = st.lists(
    st.builds(
        lambda local, domain: Address(address=f"{local}@{domain}", name="Him"),
        st.sampled_from(["him", "HIM+x", "h.im", '"him"', "sales-1"]),
        st.sampled_from(
            ["firm.example", "a.firm.example", "GoogleMail.com", "MÜNCHEN.example", "b.example."]
        ),
    )
    | st.builds(Address, address=st.sampled_from(["", "him", "@firm.example", "a@b@firm.example"])),
    max_size=2,
).map(tuple)
TEXTS = st.one_of(
    st.sampled_from(["Lunch?", "STRASSE and straße", "xx"]),
    st.text(ALPHABET, max_size=12),
    st.builds("{} {}{}".format, PIECES, PIECES, PIECES),
)
HEADERS = st.fixed_dictionaries(
    {}, optional={name: st.lists(TEXTS, max_size=2).map(tuple) for name in ("x-a", "x-b")}
)
NUMBERS = st.sampled_from([None, "+12025550143", "+12025550144", "+493012345"])
EVENTS: st.SearchStrategy[Readable] = st.one_of(
    st.builds(
        a_mail,
        from_=ADDRESSES,
        to=ADDRESSES,
        cc=ADDRESSES,
        reply_to=ADDRESSES,
        delivered_to=ADDRESSES,
        subject=TEXTS,
        headers=HEADERS,
        content=st.none() | st.builds(Content, text=TEXTS),
    ),
    st.builds(
        lambda number, transcript: a_voicemail(number=number).model_copy(
            update={"transcript": transcript}
        ),
        NUMBERS,
        TEXTS,
    ),
    st.builds(a_call, number=NUMBERS),
)
DIRECTORY = Directory(
    [
        Contact(name="Straße", handles=(parse_handle("firm.example", region=None),)),
        Contact(
            name="Him", door=Door.CLOSED, handles=(parse_handle("+1 202 555 0143", region=None),)
        ),
    ]
)


def a_scene(event: Readable) -> Scene:
    """The event among people of whom some have names."""
    return Scene(event, met=DIRECTORY.meet(event, today=NOON.date()), now=NOON, zone=UTC)


@settings(max_examples=500)
@given(conditions=st.lists(CONDITIONS, max_size=6), event=EVENTS)
@example(
    conditions=[Worded(field="subject", match=TextMatch(contains=("ı",), case=True))],
    event=a_mail(subject="İı"),
)
@example(
    conditions=[Addressed(field="from", handles=(relay(via="firm.example", name="Him"),))],
    event=a_mail(sender="him@a.firm.example", name="Him"),
)
def test_what_is_not_tried_could_not_hold(conditions: list[Condition], event: Readable) -> None:
    """Nor could it be unknown; and what is tried comes in order, each once."""
    scene = a_scene(event)
    tried = list(Prefilter(conditions).may_hold(scene))

    assert tried == sorted(set(tried))
    assert [
        (number, condition)
        for number, condition in enumerate(conditions)
        if number not in tried and condition.holds(scene) is not False
    ] == []


@given(conditions=st.lists(CONDITIONS, max_size=6), event=EVENTS)
def test_a_thousand_others_change_nothing(conditions: list[Condition], event: Readable) -> None:
    """They are not tried, and those that may hold are."""
    others = [
        Worded(field="subject", match=TextMatch(contains=(f"nobody says {number}",)))
        for number in range(1_000)
    ]
    scene = a_scene(event)
    alone = list(Prefilter(conditions).may_hold(scene))

    assert list(Prefilter([*conditions, *others]).may_hold(scene)) == alone


def test_a_guard_is_the_cheapest_that_there_is() -> None:
    """A sender before a subject, a subject before the text, few before many."""
    sender = Addressed(field="from", handles=(parse_handle("a@b.example", region=None),))
    subject = Worded(field="subject", match=TextMatch(contains=("x",)))
    text = Worded(field="text", match=TextMatch(regex=("x", "y")))

    assert guard_of(AllOf(parts=(text, subject, sender))) == guard_of(sender)
    assert guard_of(AllOf(parts=(text, subject))) == guard_of(subject)
    assert guard_of(AnyOf(parts=(text, sender))) == (guard_of(text) or set()) | (
        guard_of(sender) or set()
    )
    assert guard_of(Not(part=sender)) is None
    assert guard_of(AllOf(parts=())) is None
    assert guard_of(AnyOf(parts=())) == frozenset()


def test_patterns_beyond_the_memory_of_the_machine_are_all_tried() -> None:
    """The machine then finds nothing, which is not the same as that nothing is there."""
    patterns = [rf"\pL{{200}}{number}\pN{{300}}.{{400}}x" for number in range(150)]
    conditions = [Worded(field="subject", match=TextMatch(regex=(one,))) for one in patterns]
    tried = list(Prefilter(conditions).may_hold(a_scene(a_mail(subject="é" * 700))))

    assert tried in ([], list(range(150)))
