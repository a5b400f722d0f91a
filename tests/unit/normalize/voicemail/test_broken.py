"""Notifications that arrive damaged are read as far as they go."""

import pytest

from screener.normalize.mail import read_whole
from tests.builders import an_arrival
from tests.unit.normalize.voicemail.letters import (
    a_letter,
    an_attachment,
    mail_of,
    reading,
    voicemail_of,
)

PBX = {"pbx.example": "asterisk"}
WHOLE = a_letter(
    sender="a@pbx.example",
    subject="New message 1 in mailbox 7",
    text="you were just left a 0:09 long message",
    fields={"X-Asterisk-CallerID": "2125550142"},
    parts=(an_attachment(),),
)
CUT = WHOLE[: len(WHOLE) // 2]

DAMAGED = {
    "whole": WHOLE,
    "only LF": WHOLE.replace(b"\r\n", b"\n"),
    "cut in the recording": CUT,
    "without an end": WHOLE.replace(b"--b--", b""),
    "without a boundary": WHOLE.replace(b"boundary=b", b"x=y"),
    "another boundary": WHOLE.replace(b"boundary=b", b"boundary=c"),
    "no type at all": WHOLE.replace(b"Content-Type: multipart", b"X-Type: multipart"),
    "an unknown charset": WHOLE.replace(b"charset=utf-8", b"charset=klingon"),
    "8-bit in the header": WHOLE.replace(
        b"CallerID: ", b"CallerIDName: J\xf6\r\nX-Asterisk-CallerID: "
    ),
    "a line without a colon": b"this is no field\r\n" + WHOLE,
    "an end of the exchange's own": WHOLE + b".\r\n",
}


@pytest.mark.parametrize("name", DAMAGED)
def test_the_caller_is_known_whatever_became_of_the_body(name: str) -> None:
    """The header is enough for that."""
    found = voicemail_of(DAMAGED[name], PBX)

    assert (found.caller.number, found.called.mailbox) == ("+12125550142", "7")


@pytest.mark.parametrize("octets", [b"", b"<html>not found</html>"])
def test_a_recording_that_is_none_is_left_out(octets: bytes) -> None:
    """The message is one all the same."""
    raw = WHOLE.replace(an_attachment().encode(), an_attachment(octets).encode())

    assert voicemail_of(raw, PBX).audio == ()


def test_a_recording_that_was_cut_has_no_hash() -> None:
    """Its end was not read, so the hash would be of something else."""
    event = read_whole(CUT, arrival=an_arrival(), reading=reading(PBX), truncated=True)

    assert event.kind == "voicemail"
    assert [one.sha256 for one in event.audio] == [None]


@pytest.mark.parametrize("lost", [b"From: a@pbx.example\r\n", b"mx.example.com; "])
def test_without_its_sender_or_its_voucher_it_is_mail(lost: bytes) -> None:
    """What is left might be anybody's."""
    assert mail_of(WHOLE.replace(lost, b""), PBX).defects[-1] == "suspected-fake-voicemail"
