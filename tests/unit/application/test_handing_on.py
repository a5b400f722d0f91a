"""Handing on by a rule: one message that cannot be handed on never stops the others."""

from datetime import timedelta
from pathlib import Path

from tests.house import a_house

RULES = """
replies:
  handed: {body: "A colleague has it."}
  yours: {subject: "From {{ sender.address }}", body: "for you"}
rules:
  - name: Everything goes to a colleague
    then: {hand_off: {to: hr@myfirm.example, say: yours}}
"""


def test_whom_the_user_wrote_to_since_is_not_told(tmp_path: Path) -> None:
    """As with any other answer; it is handed on all the same."""
    rules = RULES.replace("say: yours", "say: yours, reply: handed")
    mine = b"From: me@example.com\r\nTo: ann@example.com\r\nSubject: Hi\r\n\r\nI have it.\r\n"
    with a_house(tmp_path / "it", rules, hand_off_to=["hr@myfirm.example"]) as house:
        for sender in ("ann@example.com", "bob@example.com"):
            house.writes(sender)
        house.world.deliver(mine, folder="Sent", received=house.clock.now() + timedelta(minutes=1))
        house.later(timedelta(minutes=2))

        told = [one.recipients[0] for one in house.post.arrived]
        assert sorted(told) == ["bob@example.com", "hr@myfirm.example", "hr@myfirm.example"]


def test_a_message_without_a_sender_stops_no_other(tmp_path: Path) -> None:
    """Each of the two has its decision, and the one with a sender is handed on."""
    with a_house(tmp_path / "it", RULES, hand_off_to=["hr@myfirm.example"]) as house:
        house.world.deliver(b"Subject: who am I\r\n\r\nGuess.\r\n", received=house.clock.now())
        house.writes("ann@example.com")
        done = house.round()

        assert done.polled.decided == 2
        assert [one.recipients[0] for one in house.post.arrived] == ["hr@myfirm.example"]
        assert b"ann@example.com" in house.post.arrived[0].raw
