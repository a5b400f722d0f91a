"""Nobody gets past a closed door by the way in which they write a header."""

from pathlib import Path

import pytest

from tests.house import POLL, a_house

PADDING = b"X-Padding: " + b"x" * 90_000 + b"\r\n"


@pytest.mark.parametrize("sender", [b"From: him@example.com", b"FROM : Him\r\n <him@example.com>"])
def test_a_sender_below_a_mass_of_padding_is_known(tmp_path: Path, sender: bytes) -> None:
    """No more of a header is read than its beginning; but who sent it is looked for."""
    with a_house(tmp_path, "closed: [him@example.com]") as house:
        for fields in (sender, b"From: al@example.net"):
            raw = PADDING * 2 + fields + b"\r\nTo: me@example.com\r\n\r\nFrom: al@example.net\r\n"
            house.world.deliver(raw, received=house.clock.now())
        house.later(POLL)

        assert len(house.lying_in("Screened/Closed")) == 1
        assert len(house.lying_in("INBOX")) == 1
