"""What of a text may be read by whom."""

import pytest

from screener.application.doors.who import who
from screener.application.dossier.redact import ANOTHER_OF_YOURS, BLACK, Eyes, legible
from screener.application.record.theirs import Theirs
from screener.domain.people.contact import Directory
from screener.domain.record.event import Address

HIM = Theirs(who("him@example.com", directory=Directory(), region=None))

EVERYBODY = Eyes(HIM, frozenset({"me@example.com", "shy@example.com"}), frozenset(), False)
STRANGERS = EVERYBODY._replace(aliases=frozenset({"shy@example.com"}), redact_others=True)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Write to ann@work.example.", f"Write to {BLACK}."),
        ("<ANN@Work.Example>, him@example.com", f"<{BLACK}>, him@example.com"),
        ("mailto:ann@work.example?subject=x", f"mailto:{BLACK}"),
        ("me@example.com and Him+tag@example.com", "me@example.com and Him+tag@example.com"),
        ("to shy@example.com!", f"to {ANOTHER_OF_YOURS}!"),
        ("see you @ noon, 3@ and @home", "see you @ noon, 3@ and @home"),
        ("a\n\n b  c", "a\n\n b  c"),
    ],
)
def test_other_peoples_addresses_are_blackened(text: str, read: str) -> None:
    """Theirs and one's own are not; white space and the rest stay as they are."""
    assert STRANGERS.text(text) == read


def test_without_being_asked_nobody_is_blackened() -> None:
    """But tricks are shown, always."""
    assert EVERYBODY.text("ann@work.example, shy@example.com") == (
        "ann@work.example, shy@example.com"
    )


def test_a_blackened_address_takes_its_name_along() -> None:
    """The name is often the same again."""
    ann, him = Address(address="ann@work.example", name="Ann"), Address(address="him@example.com")

    assert STRANGERS.address(ann) == BLACK
    assert EVERYBODY.address(ann) == "Ann <ann@work.example>"
    assert STRANGERS.address(him) == "him@example.com"


def test_an_address_in_a_name_is_one_too() -> None:
    """A display name that looks like somebody else's."""
    odd = Address(address="him@example.com", name="ann@work.example")

    assert STRANGERS.address(odd) == f"{BLACK} <him@example.com>"


def test_tricks_are_shown() -> None:
    """Nothing turns the line round or hides; what people write stays."""
    assert legible("a\u202eb\x1b[2Jc\x00") == "a<U+202E>b<U+001B>[2Jc<U+0000>"
    assert legible("می\u200cخواهم 👩\u200d👧\n\tzwei\r\n") == "می\u200cخواهم 👩\u200d👧\n    zwei\n"
