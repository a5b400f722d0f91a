"""Handing on by a rule: one message that cannot be handed on never stops the others."""

from pathlib import Path

from tests.house import a_house

RULES = """
replies:
  yours: {subject: "From {{ sender.address }}", body: "for you"}
rules:
  - name: Everything goes to a colleague
    then: {hand_off: {to: hr@myfirm.example, say: yours}}
"""


def test_a_message_without_a_sender_stops_no_other(tmp_path: Path) -> None:
    """Each of the two has its decision, and the one with a sender is handed on."""
    with a_house(tmp_path / "it", RULES, hand_off_to=["hr@myfirm.example"]) as house:
        house.world.deliver(b"Subject: who am I\r\n\r\nGuess.\r\n", received=house.clock.now())
        house.writes("ann@example.com")
        done = house.round()

        assert done.polled.decided == 2
        assert [one.recipients[0] for one in house.post.arrived] == ["hr@myfirm.example"]
        assert b"ann@example.com" in house.post.arrived[0].raw
