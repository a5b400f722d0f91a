"""How long somebody is left alone after what happened."""

from datetime import timedelta

import pytest

from screener.daemon.backoff import AFTER_REFUSAL, AFTER_REFUSED_LOGIN, LONGEST, SELDOM, Backoff
from screener.daemon.bell import NOT_THERE
from screener.errors import (
    DatabaseAway,
    DiskTrouble,
    InvalidConfiguration,
    LoginRefused,
    ScreenerError,
    SecretWithheld,
    ServerRefused,
    Unreachable,
)


@pytest.mark.parametrize("trouble", [Unreachable("Nobody answers."), DiskTrouble("It is busy.")])
def test_what_may_be_over_soon_is_tried_again_soon(trouble: ScreenerError) -> None:
    """After a second, that is, for the first time."""
    assert Backoff().after(trouble) <= timedelta(seconds=1)


@pytest.mark.parametrize("away", [Unreachable("Nobody answers."), DatabaseAway("Nor does it.")])
def test_a_server_that_is_back_is_found_soon(away: ScreenerError) -> None:
    """However long it was away."""
    backoff = Backoff()
    assert max(backoff.after(away) for _ in range(20)) <= LONGEST


def test_a_connection_that_breaks_at_once_is_no_success() -> None:
    """However often it can be made: the pauses grow until one has lasted for a while."""
    backoff, lost = Backoff(), Unreachable("It hung up.")
    pauses = []
    for _ in range(10):
        backoff.lasted(2)
        pauses.append(backoff.after(lost))
    assert pauses[-1] >= LONGEST / 2
    backoff.lasted(60)
    assert backoff.after(lost) <= timedelta(seconds=1)


def test_a_pause_that_the_server_asks_for_is_kept() -> None:
    """Even one that is longer."""
    throttled = Unreachable("Too much.", retry_after=300)
    assert Backoff().after(throttled) == timedelta(seconds=300)


@pytest.mark.parametrize(
    "trouble", [ServerRefused("There is no such folder."), InvalidConfiguration("No password.")]
)
def test_what_wants_a_hand_is_not_tried_every_few_seconds(trouble: ScreenerError) -> None:
    """Each try is a login, and for a password perhaps a question on somebody's screen."""
    assert timedelta(minutes=1) <= Backoff().after(trouble) <= timedelta(minutes=5)


@pytest.mark.parametrize(
    "trouble",
    [DiskTrouble("It is full."), ServerRefused("No."), SecretWithheld("The keyring is locked.")],
)
def test_what_nobody_mends_is_tried_ever_more_rarely(trouble: ScreenerError) -> None:
    """Each try is a login, for days perhaps; once a connection has lasted, haste is right again."""
    backoff = Backoff()
    first = backoff.after(trouble)
    pauses = [backoff.after(trouble) for _ in range(20)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == SELDOM
    assert backoff.after(Unreachable("It hung up.")) <= timedelta(seconds=1)
    backoff.lasted(60)
    assert backoff.after(trouble) == first


def test_a_fault_that_stays_is_tried_ever_more_rarely() -> None:
    """From a minute on: each try is a login."""
    backoff = Backoff()
    pauses = [backoff.until_mended() for _ in range(20)]
    assert (pauses[0], pauses[-1]) == (AFTER_REFUSAL, SELDOM)


def test_who_is_only_a_help_leaves_a_refusal_alone_for_longer() -> None:
    """What is refused alone: a line that is lost is lost for everybody."""
    patient = Backoff(after_refusal=NOT_THERE)
    assert patient.after(ServerRefused("There is no such folder.")) == NOT_THERE
    assert patient.after(Unreachable("It hung up.")) <= timedelta(seconds=1)


def test_a_refused_login_is_left_alone_for_longest() -> None:
    """Lest the account be locked."""
    assert Backoff().after(LoginRefused("No.")) == AFTER_REFUSED_LOGIN
