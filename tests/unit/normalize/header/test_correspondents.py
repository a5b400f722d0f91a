"""Who stands on the other side of a message."""

import pytest

from screener.normalize.header.correspondents import recipients, senders


def test_everybody_to_whom_it_went_is_a_recipient() -> None:
    """In their canonical form, each once, hidden copies included."""
    header = (
        b"To: Ann <Ann+x@Example.com>,\r\n =?utf-8?q?B=C3=B6b?= <bob@m\xc3\xbcnchen.example>\r\n"
        b"Cc: ann@example.com, friends: eve@example.com;\r\n"
        b'BCC: "al@example.com" <j.doe@gmail.com>\r\n\r\n'
    )
    assert recipients(header) == {
        "ann@example.com",
        "bob@xn--mnchen-3ya.example",
        "eve@example.com",
        "jdoe@gmail.com",
    }


@pytest.mark.parametrize(
    "field",
    [
        b"Auto-Submitted: auto-replied",
        b"auto-submitted:  Auto-Generated; owner=x",
        b"Message-ID: <screener.mfzwizlt@example.com>",
        b"Message-ID:\r\n <Screener.mfzwizlt@example.com>",
    ],
)
def test_nobody_wrote_what_was_sent_automatically(field: bytes) -> None:
    """It makes nobody somebody to whom the user has written."""
    assert recipients(b"To: ann@example.com\r\n" + field + b"\r\n\r\n") == frozenset()


def test_a_letter_that_says_it_is_no_automatic_one_counts() -> None:
    """`no` is a value of Auto-Submitted like others."""
    header = b"Auto-Submitted: no\r\nMessage-ID: <a.screener.b@example.com>\r\nTo: ann@example.com"
    assert recipients(header) == {"ann@example.com"}


def test_several_senders_are_all_told() -> None:
    """And a name is no sender."""
    header = b'From: "al@example.com" <Eve@Example.com>, bob@example.com\r\nTo: me@example.com\r\n'
    assert senders(header) == {"eve@example.com", "bob@example.com"}


@pytest.mark.parametrize("header", [b"", b"\r\n", b"To:\r\n\r\n", b"\xff\x00 nothing", b"To: <>"])
def test_nobody_stands_in_what_names_nobody(header: bytes) -> None:
    """Whatever a server gives."""
    assert recipients(header) == senders(header) == frozenset()
