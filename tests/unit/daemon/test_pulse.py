"""When the daemon gives up, and when it does not."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from screener.daemon.pulse import heartbeat, nobody_lets_us_in
from screener.errors import (
    InvalidConfiguration,
    LoginRefused,
    ScreenerError,
    SecretWithheld,
    Unreachable,
)

REFUSED = LoginRefused("No.")
NOT_THERE = InvalidConfiguration("There is no such file.")


@dataclass
class Served:
    """What is looked at of a watcher."""

    trouble: ScreenerError | None = None
    ever_served: bool = False
    account: str = "me"


def test_it_ends_once_no_account_at_all_lets_us_in() -> None:
    """The first refusal is told."""
    assert nobody_lets_us_in([Served(REFUSED), Served(LoginRefused("Neither."))]) is REFUSED


def test_it_ends_once_no_password_can_ever_be_had() -> None:
    """What is not where the configuration says, or is not taken; one alone does not end it."""
    assert nobody_lets_us_in([Served(NOT_THERE)]) is NOT_THERE
    assert nobody_lets_us_in([Served(REFUSED), Served(NOT_THERE)]) is REFUSED
    assert nobody_lets_us_in([Served(NOT_THERE), Served(ever_served=True)]) is None


def test_a_password_that_may_be_had_later_is_waited_for() -> None:
    """Somebody will unlock the keyring."""
    assert nobody_lets_us_in([Served(SecretWithheld("It is locked."))]) is None


@pytest.mark.parametrize(("allowed", "beats"), [("", 15), ("600000000", 15), ("10000000", 5)])
def test_the_heart_beats_as_often_as_systemd_wants(allowed: str, beats: int) -> None:
    """Twice in the time that it allows, and never seldomer than by itself."""
    assert heartbeat({"WATCHDOG_USEC": allowed}) == timedelta(seconds=beats)


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
