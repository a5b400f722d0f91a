"""What one connection leaves to the next is kept across restarts, for each folder by itself."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from screener.application.rounds.stumbling import RememberedCaution
from screener.domain.record.stumble import TIMES, Part, Stumble, Stumbles
from screener.ports.store import Store
from tests.databases import new_store

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

HERE = "INBOX", 7


class Noon:
    """A clock that stands."""

    def now(self) -> datetime:
        """Noon."""
        return NOON


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new database."""
    with closing(new_store(tmp_path / "it.sqlite3")) as opened:
        yield opened


def caution(store: Store, account: str = "me") -> RememberedCaution:
    """As a program that has just started has it."""
    return RememberedCaution(account, store=store, clock=Noon())


def stumbled(store: Store) -> Stumbles:
    """What is known once message 5 is given up, and 8 has stopped us once."""
    for _ in range(TIMES):
        caution(store).broke(*HERE, Stumble(Part.WHOLE, (5,), proven=True))
    caution(store).broke(*HERE, Stumble(Part.HEADER, (8,), proven=True))
    return caution(store).known(*HERE)


def test_another_process_goes_on_from_there(store: Store) -> None:
    """Each try may be one of its own."""
    known = stumbled(store)
    assert known.hides(Part.WHOLE, 5)
    assert known.suspects(Part.HEADER, 8)


def test_folders_and_accounts_do_not_mix(store: Store) -> None:
    """A UID means nothing elsewhere, nor under another UIDVALIDITY."""
    stumbled(store)
    assert caution(store).known("Junk", 7) == Stumbles(uidvalidity=7)
    assert caution(store).known("INBOX", 8) == Stumbles(uidvalidity=8)
    assert caution(store, "other").known(*HERE) == Stumbles(uidvalidity=7)


def test_what_passed_is_forgotten(store: Store) -> None:
    """Given up is given up."""
    stumbled(store)
    now = caution(store)
    now.passed(*HERE, Part.HEADER, (7, 8))
    assert not now.known(*HERE).suspects(Part.HEADER, 8)
    assert caution(store).known(*HERE) == now.known(*HERE)
    assert now.known(*HERE).hides(Part.WHOLE, 5)
