"""When the daemon gives up, and when it does not."""

from dataclasses import dataclass

from screener.daemon.service import nobody_lets_us_in
from screener.errors import LoginRefused, ScreenerError, Unreachable

REFUSED = LoginRefused("No.")


@dataclass
class Served:
    """What is looked at of a watcher."""

    trouble: ScreenerError | None = None
    ever_served: bool = False
    account: str = "me"


def test_it_ends_once_no_account_at_all_lets_us_in() -> None:
    """The first refusal is told."""
    assert nobody_lets_us_in([Served(REFUSED), Served(LoginRefused("Neither."))]) is REFUSED


def test_an_account_whose_server_is_away_may_come_back() -> None:
    """Whichever of them is named first in the configuration."""
    away = Served(Unreachable("Nobody answers."))
    assert nobody_lets_us_in([Served(REFUSED), away]) is None
    assert nobody_lets_us_in([away, Served(REFUSED)]) is None


def test_an_account_that_has_not_answered_yet_is_waited_for() -> None:
    """Its server may be slow."""
    assert nobody_lets_us_in([Served(REFUSED), Served()]) is None


def test_an_account_that_was_served_once_is_served_again() -> None:
    """Its password may have been changed while the program runs."""
    assert nobody_lets_us_in([Served(REFUSED, ever_served=True)]) is None
