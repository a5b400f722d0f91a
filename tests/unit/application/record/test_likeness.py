"""No answer to somebody who may be closed, whatever the rules need to know of a message."""

from pathlib import Path

import pytest

from tests.house import a_house

ANSWERS = """
replies:
  hello: {body: "Thank you."}
rules:
  - {name: Answer, then: {reply: hello}}
"""

SIGNED = "Please call.\n\n-- \nHim\n+1 202 555 0143\n"


@pytest.mark.parametrize("how", ["knock", "training"])
def test_the_number_below_a_letter_holds_an_answer_back(tmp_path: Path, how: str) -> None:
    """Though nobody asks for a text: neither the closed door nor the rule that answers."""
    with a_house(tmp_path, ANSWERS) as house:
        if how == "knock":
            house.doors("closed: [him@example.com]\n")
            house.writes(body=SIGNED)
        else:
            raw = house.writes(body=SIGNED, trusted=False)
            house.world.folders["INBOX"].messages.clear()
            house.world.deliver(raw, folder="Screener/Close the door")
        house.round()
        house.writes("new@example.net", body=SIGNED.replace(" 555 ", "-555-"))
        house.writes("other@example.net", body=SIGNED.replace("0143", "0199"))
        house.round()

        assert house.sent() == [("other@example.net", "Thank you.")]


def test_a_service_that_writes_for_many_gets_no_answer(tmp_path: Path) -> None:
    """Somebody closed there may write under another name; nobody knows whom an answer reaches."""
    with a_house(tmp_path, ANSWERS) as house:
        house.doors("closed:\n  - {via: dating.example, name: John Street}\n")
        for number, sender in enumerate(("johnny@dating.example", "inmail@linkedin.com")):
            house.writes(sender, f"Hello {number}")
        house.round()

        assert house.sent() == []
        assert house.lying_in("INBOX") == ["Hello 0", "Hello 1"]
