"""Names that are one slip of the finger apart."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.config.slips import Slips

letters = st.text(string.ascii_letters, min_size=4, max_size=20)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Reciepts", "Receipts"),  # two letters turned round
        ("Receipt", "Receipts"),
        ("Receipptss", None),  # two slips
        ("receipts", "Receipts"),
        ("Screened.News", "Screened/News"),
        ("Screened/Mews", "Screened/News"),
        ("Screened/Sales", None),  # `Screened/Lists` is no slip
        ("Taxes/2027", None),  # another year is another folder
        ("Receipts", None),  # it is there
    ],
)
def test_one_slip_is_found_and_no_more(written: str, meant: str | None) -> None:
    """Of many names that are as near, the first in the alphabet is told."""
    there = ["INBOX", "Receipts", "Screened/News", "Screened/Lists", "Taxes/2026"]
    assert Slips(there).near(written) == meant


@given(name=letters, at=st.integers(0, 19), letter=st.sampled_from(string.ascii_letters))
def test_every_slip_is_found(name: str, at: int, letter: str) -> None:
    """A letter left out, put in, replaced by another, or turned round with the next one."""
    at %= len(name)
    slips = {
        name[:at] + name[at + 1 :],
        name[:at] + letter + name[at:],
        name[:at] + letter + name[at + 1 :],
        name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
    }
    found = Slips([name, "zzz"])
    assert {found.near(slip) for slip in slips - {name}} <= {name}
