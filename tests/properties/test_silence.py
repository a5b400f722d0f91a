"""Whatever rules people write and whatever a closed contact sends: nothing goes out to them."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.house import a_house

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
    ]
)

TOGETHER = st.lists(
    st.sampled_from(["reply: hello", "tag: seen-it", "file: Elsewhere", "digest: show"]),
    min_size=1,
    unique=True,
)
ALONE = st.sampled_from(
    [
        ["gate: intake"],
        ["hand_off: {to: hr@example.net, say: hello, reply: hello}"],
        ["close: {decline: polite-no}"],
        ["propose: close"],
    ]
)
ACTIONS = TOGETHER | ALONE

RULES = st.lists(st.tuples(CONDITIONS, ACTIONS, st.booleans()), min_size=1, max_size=4)

LETTERS = st.lists(
    st.tuples(
        st.sampled_from(HIS), st.sampled_from(["Hello", "Re: Hello", "lunch"]), st.booleans()
    ),
    min_size=1,
    max_size=5,
)

BESIDES = """
replies:
  hello: {body: Thank you.}
  polite-no: {body: "That's very kind, but I'm going to have to decline.", every: never-again}
gates:
  - name: intake
    steps: [{ask: hello, expect: {has: attachment}, within: 7d}]
closed:
  - {name: Him, handles: [him@example.com, his@elsewhere.example, hisfirm.example]DECLINE}
rules:
"""


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rules=RULES, letters=LETTERS, declines=st.booleans())
def test_a_closed_door_is_answered_by_nothing_but_one_decline(
    rules: list[tuple[str, list[str], bool]],
    letters: list[tuple[str, str, bool]],
    declines: bool,  # noqa: FBT001  hypothesis gives it by name
) -> None:
    """Over rounds, with mail that is vouched for or not; somebody else may still be told."""
    written = [
        f"  - {{name: Rule {number}, {when}then: {{{', '.join(then)}}}"
        f"{', continue: true' if goes_on else ''}}}\n"
        for number, (when, then, goes_on) in enumerate(rules)
    ]
    text = BESIDES.replace("DECLINE", ", decline: polite-no" if declines else "") + "".join(written)
    hand_off = ["hr@example.net"]
    with TemporaryDirectory() as folder, a_house(Path(folder), text, hand_off_to=hand_off) as house:
        for sender, subject, trusted in letters:
            house.writes(sender, subject, body="lunch", trusted=trusted)
            house.round()
        house.round()
        to_him = [
            letter.raw.decode()
            for letter in house.post.arrived
            if letter.recipients != ("hr@example.net",)
        ]
    assert len(to_him) <= (1 if declines else 0)
    assert all("decline" in letter for letter in to_him)
