"""Telling others at the user's own word."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from screener.application.doors.who import who
from screener.application.people.telling import prepared
from tests.house import a_house

HIM = "him@example.com"


@pytest.mark.parametrize("include_text", [True, False])
def test_what_they_wrote_is_told_only_if_the_user_wants_it(
    tmp_path: Path, *, include_text: bool
) -> None:
    """As it is with an alert that goes out by itself."""
    with a_house(tmp_path, f"closed: [{HIM}]", include_text=include_text) as house:
        house.writes(HIM, body="I know where you are.")
        house.round()
        about = who(HIM, directory=house.desk.rulebook().directory, region=None)
        letter = prepared(about, to=["desk@myfirm.example"], desk=house.desk)

        text = message_from_bytes(letter.raw, policy=policy.default).get_content()
        assert ("I know where you are." in text) is include_text
        assert "Each of them:" in text
