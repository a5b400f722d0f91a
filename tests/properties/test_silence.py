"""Whatever rules people write and whatever a closed contact sends: nothing goes out to them."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.house import House, a_house

HIS = ["him@example.com", "Him+shop@Example.com", "his@elsewhere.example", "x@hisfirm.example"]

CONDITIONS = st.sampled_from(
    [
        "",
        "when: {door: closed}, ",
        "when: {door: [open, closed, welcome]}, ",
        "when: {from: him@example.com}, ",
        "when: {subject: hello}, ",
        "when: {body: lunch}, ",
        "when: {not: {has: attachment}}, ",
        "when: {knocks: {at_least: 1, within: 1d}}, ",
        "when: {authenticated: true}, ",
        "when: {first_contact: true}, ",
        "when: {contact: Him}, ",
        "when: {any: [{is: reply}, {has: link}, {corresponded: false}]}, ",
    ]
)

TOGETHER = st.lists(
    st.sampled_from(
        ["reply: hello", "tag: seen-it", "file: Elsewhere", "digest: show", "alert: hr@example.net"]
    ),
    min_size=1,
    unique=True,
)
ALONE = st.sampled_from(
    [
        ["gate: intake"],
        ["hand_off: {to: hr@example.net, say: hello, reply: hello}"],
        ["close: {decline: polite-no}"],
        ["close: true"],
        ["propose: welcome"],
    ]
)
ACTIONS = TOGETHER | ALONE

RULES = st.lists(st.tuples(CONDITIONS, ACTIONS, st.booleans()), min_size=1, max_size=4)

LETTER = st.tuples(
    st.sampled_from(HIS), st.sampled_from(["Hello", "Re: Hello", "lunch"]), st.booleans()
)

BESIDES = """
replies:
  hello: {body: Thank you.}
  polite-no: {body: "That's very kind, but I'm going to have to decline.", every: never-again}
gates:
  - name: intake
    steps: [{ask: hello, expect: {has: attachment}, within: 7d}]
    lapsed: {reply: hello}
    choices: {Yes: {reply: hello}}
    keep: 10d
rules:
"""

CLOSED = """
closed:
  - name: Him
    handles: [him@example.com, his@elsewhere.example, hisfirm.example]
    alert: hr@example.net
    reader: friend@example.net
"""

OTHERS = {"hr@example.net", "friend@example.net"}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rules=RULES,
    before=st.lists(LETTER, max_size=2),
    after=st.lists(LETTER, min_size=1, max_size=4),
    declines=st.booleans(),
)
def test_a_closed_door_is_answered_by_nothing_but_one_decline(
    rules: list[tuple[str, list[str], bool]],
    before: list[tuple[str, str, bool]],
    after: list[tuple[str, str, bool]],
    declines: bool,  # noqa: FBT001  hypothesis gives it by name
) -> None:
    """From the closing on, over rounds and weeks; what was under way before it stops there."""
    written = [
        f"  - {{name: Rule {number}, {when}then: {{{', '.join(then)}}}"
        f"{', continue: true' if goes_on else ''}}}\n"
        for number, (when, then, goes_on) in enumerate(rules)
    ]
    contacts = CLOSED.replace("closed:", "contacts:").partition("    alert")[0]
    text = contacts + BESIDES + "".join(written)
    hand_off = ["hr@example.net"]
    with TemporaryDirectory() as folder, a_house(Path(folder), text, hand_off_to=hand_off) as house:
        come(house, before)
        so_far = len(house.post.arrived)
        house.rules(text.removeprefix(contacts))
        house.doors(CLOSED + ("    decline: polite-no\n" if declines else ""))
        come(house, after)
        for days in (1, 8, 30):
            house.later(timedelta(days=days))
        letters = house.post.arrived[so_far:]
    to_him = [one.raw.decode() for one in letters if not OTHERS.issuperset(one.recipients)]

    assert len(to_him) <= (1 if declines else 0)
    assert all("decline" in letter for letter in to_him)


def come(house: House, letters: list[tuple[str, str, bool]]) -> None:
    """Letters of his, vouched for or not, each with a round behind it, and one more at the end."""
    for sender, subject, trusted in letters:
        house.writes(sender, subject, body="lunch", trusted=trusted)
        house.round()
    house.round()
