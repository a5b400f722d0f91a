"""Nobody gets past a closed door by the way in which they write a header."""

from pathlib import Path

import pytest

from screener.ports.store import Query
from tests.house import POLL, a_house

PADDING = b"X-Padding: " + b"x" * 90_000 + b"\r\n"


@pytest.mark.parametrize("sender", [b"From: him@example.com", b"FROM : Him\r\n <him@example.com>"])
def test_a_sender_below_a_mass_of_padding_is_known(tmp_path: Path, sender: bytes) -> None:
    """No more of a header is read than its beginning; but who sent it is looked for."""
    with a_house(tmp_path, "closed: [him@example.com]") as house:
        for fields in (sender, b"From: al@example.net"):
            house.world.deliver(_padded(fields), received=house.clock.now())
        house.later(POLL)

        assert len(house.lying_in("Screened/Closed")) == 1
        assert len(house.lying_in("INBOX")) == 1


@pytest.mark.parametrize("size", [100, 20 * 1024 * 1024])
def test_nor_in_the_junk_folder(tmp_path: Path, size: int) -> None:
    """What is theirs is counted; of others nothing is kept."""
    with a_house(tmp_path, "closed: [him@example.com]") as house:
        for fields in (b"From: him@example.com", b"From: al@example.net"):
            raw = _padded(fields) + b"x" * size
            house.world.deliver(raw, folder="Junk", received=house.clock.now())
        house.later(POLL)

        (knock,) = house.store.decisions(Query(contact="him@example.com"))
        assert knock.decision.knock
        assert len(list(house.store.decisions(Query()))) == 1


def test_nor_among_past_mail(tmp_path: Path) -> None:
    """A closing sweeps it as it sweeps other mail of theirs."""
    with a_house(tmp_path, "") as house:
        for fields in (b"From: him@example.com", b"From: al@example.net"):
            house.world.deliver(_padded(fields), received=house.clock.now())
        house.later(POLL)
        house.doors("closed: [him@example.com]")
        while house.later(POLL).more:
            pass
        house.later(POLL)

        assert [b"him@" in one.raw for one in house.messages("Screened/Closed")] == [True]
        assert [b"al@" in one.raw for one in house.messages("INBOX")] == [True]


def _padded(fields: bytes) -> bytes:
    return PADDING * 2 + fields + b"\r\nTo: me@example.com\r\n\r\nFrom: noone@example.net\r\n"
