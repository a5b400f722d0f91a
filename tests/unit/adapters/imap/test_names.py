"""Folder names go to the server and come back as they were, or do not go at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.adapters.imap.names import Names, quoted
from screener.errors import ServerRefused

SERVERS = [
    Names(),
    Names("", "."),
    Names("INBOX.", "."),
    Names("INBOX/", "/"),
    Names("Mail/", "/"),
    Names("", None),
]


def sent(names: Names, folder: str) -> bytes:
    """The name on the wire, without its quotes."""
    raw = names.to_server(folder)[1:-1].replace(b'\\"', b'"').replace(b"\\\\", b"\\")
    assert quoted(raw) == names.to_server(folder)
    return raw


@given(names=st.sampled_from(SERVERS), folder=st.text(min_size=1, max_size=30))
def test_a_name_comes_back_or_is_refused(names: Names, folder: str) -> None:
    """Whatever the user writes; and what is sent is printable ASCII."""
    try:
        raw = sent(names, folder)
    except ServerRefused:
        return
    assert all(0x20 <= octet < 0x7F for octet in raw)
    back = names.to_user(raw)
    assert back is not None
    assert sent(names, back) == raw


@given(names=st.sampled_from(SERVERS), raw=st.binary(max_size=30))
def test_a_name_of_the_server_leads_back_to_it_or_is_left_out(names: Names, raw: bytes) -> None:
    """Whatever the server sends; INBOX is the only one without regard to case."""
    folder = names.to_user(raw)
    if folder is not None and folder != "INBOX":
        assert names.to_user(sent(names, folder)) == folder


@pytest.mark.parametrize(
    ("names", "folder", "raw"),
    [
        (Names(), "A/B", b"A/B"),
        (Names("INBOX.", "."), "A/B", b"INBOX.A.B"),
        (Names("INBOX.", "."), "inbox", b"INBOX"),
        (Names("INBOX.", "."), "Inbox/A", b"INBOX.A"),
        (Names("", "."), "A/B", b"A.B"),
        (Names("", None), "A/B", b"A/B"),
        (Names(), "Gelöscht & weg", b"Gel&APY-scht &- weg"),
        (Names(), "📭", b"&2D3c7Q-"),
    ],
)
def test_a_name_is_written_as_the_server_wants_it(names: Names, folder: str, raw: bytes) -> None:
    """Prefix, delimiter, modified UTF-7 (RFC 3501, section 5.1.3)."""
    assert sent(names, folder) == raw


@pytest.mark.parametrize(
    ("names", "folder"),
    [
        (Names("INBOX.", "."), "INBOX.A"),
        (Names("", "."), "v1.2"),
        (Names(), "a\nb"),
        (Names(), "a//b"),
        (Names(), ""),
    ],
)
def test_a_name_that_would_mean_another_folder_is_refused(names: Names, folder: str) -> None:
    """Rather than filing into the wrong one."""
    with pytest.raises(ServerRefused):
        names.to_server(folder)
