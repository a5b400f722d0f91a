"""What a NO means: who has to act on it, and how."""

import pytest

from screener.adapters.imap.refusals import (
    LONGEST_PAUSE,
    pause_asked,
    refused,
    refused_login,
)
from screener.errors import LoginRefused, ServerRefused, Unreachable


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("UNAVAILABLE", "a disk is missing"),
        ("", "Request is throttled. Suggested Backoff Time: 1000 milliseconds"),
        ("", "User is authenticated but not connected."),
    ],
)
def test_a_server_that_serves_nobody_now_is_unreachable(code: str, text: str) -> None:
    """Nothing is wrong with the request."""
    assert isinstance(refused("FETCH", code=code, text=text), Unreachable)


@pytest.mark.parametrize(
    ("code", "advice"),
    [("OVERQUOTA", "full"), ("NOPERM", "right"), ("TRYCREATE", "not there"), ("", "")],
)
def test_a_refused_request_says_what_was_asked_and_what_to_do(code: str, advice: str) -> None:
    """As far as the server tells why (RFC 5530)."""
    error = refused("UID MOVE", code=code, text="No such thing")
    assert isinstance(error, ServerRefused)
    assert "UID MOVE: No such thing" in error.message
    assert advice in error.advice


def test_how_long_a_refusal_took_is_no_part_of_it() -> None:
    """Dovecot tells it, other each time; and what is always the same is to be said once."""
    text = "Mailbox doesn't exist: Foo (0.001 + 0.000 secs)"
    error = refused("SELECT", code="NONEXISTENT", text=text)
    assert error.message == "The server refused SELECT: Mailbox doesn't exist: Foo."


@pytest.mark.parametrize("code", ["AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED", ""])
def test_only_a_doubted_password_is_a_refused_login(code: str) -> None:
    """Whatever words go with a code that is clear."""
    text = "try again" if code else "Login failed"
    assert isinstance(refused_login("me", code=code, text=text), LoginRefused)
    for passes in ("LIMIT", "OVERQUOTA"):
        assert isinstance(refused_login("me", code=passes, text="Login failed"), Unreachable)


def test_the_pause_asked_for_is_in_seconds() -> None:
    """The server says milliseconds."""
    assert pause_asked("Suggested Backoff Time: 1500 milliseconds") == 1.5
    for much in ("99999999999", "9" * 5000):
        assert pause_asked(f"Suggested Backoff Time: {much} milliseconds") == LONGEST_PAUSE
    assert pause_asked("Try later") is None
