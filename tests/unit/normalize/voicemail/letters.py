"""Notifications of calls as providers write them; each call shows only what matters to the test."""

import struct
from base64 import b64encode
from collections.abc import Mapping

from screener.domain.record.event import (
    SUSPECTED_FAKE,
    CallReceived,
    Event,
    MailReceived,
    VoicemailReceived,
)
from screener.domain.settings.settings import Provider
from screener.normalize.mail import Reading, read_header, read_whole
from tests.builders import an_arrival

BORDER = "mx.example.com"
DATE = "Fri, 20 Nov 2026 09:00:00 -0500"


def a_wav(seconds: float = 2, *, codec: int = 1, bits: int = 16) -> bytes:
    """A recording of silence at 8 kHz; `codec` is the tag of its WAV header."""
    rate = 8000 * bits // 8
    silence = bytes(round(seconds * rate))
    fmt = struct.pack("<4sIHHIIHH", b"fmt ", 16, codec, 1, 8000, rate, bits // 8, bits)
    sound = struct.pack("<4sI", b"data", len(silence)) + silence
    return struct.pack("<4sI4s", b"RIFF", 4 + len(fmt + sound), b"WAVE") + fmt + sound


def an_attachment(
    octets: bytes | None = None, *, name: str = "msg0000.wav", kind: str = "audio/x-wav"
) -> str:
    """One part; two seconds of silence unless it is given."""
    encoded = b64encode(a_wav() if octets is None else octets).decode()
    return (
        f'Content-Type: {kind}; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n'
        f'Content-Disposition: attachment; filename="{name}"\r\n\r\n{encoded}'
    )


def a_letter(
    *,
    sender: str,
    subject: str,
    text: str = "",
    html: str = "",
    fields: Mapping[str, str] | None = None,
    parts: tuple[str, ...] = (),
    vouched: bool = True,
) -> bytes:
    """A message from `sender`, whose domain the border server vouches for."""
    domain = sender.rpartition("@")[2].strip("<>")
    verdict = "pass" if vouched else "fail"
    header = {
        "Authentication-Results": f"{BORDER}; dmarc={verdict} header.from={domain}",
        "From": sender,
        "To": "me@example.com",
        "Subject": subject,
        "Date": DATE,
        "Content-Type": "multipart/mixed; boundary=b",
    } | dict(fields or {})
    bodies = [
        f"Content-Type: text/{kind}; charset=utf-8\r\n\r\n{words}"
        for kind, words in (("plain", text), ("html", html))
        if words
    ]
    lines = [f"{name}: {value}" for name, value in header.items() if value]
    sections = "".join(f"--b\r\n{part}\r\n" for part in (*bodies, *parts))
    return "\r\n".join([*lines, "", sections + "--b--", ""]).encode()


def reading(listed: Mapping[str, str] | None = None, *, region: str | None = "US") -> Reading:
    """An account that trusts the border server, and these domains of its own exchanges."""
    exchanges = {domain: Provider(name) for domain, name in (listed or {}).items()}
    return Reading(trusted_authserv=frozenset({BORDER}), exchanges=exchanges, region=region)


def event_of(
    raw: bytes, listed: Mapping[str, str] | None = None, *, region: str | None = "US"
) -> Event:
    """What becomes of it; and the header alone never tells less than that it may be a call."""
    how = reading(listed, region=region)
    event = read_whole(raw, arrival=an_arrival(), reading=how)
    header = read_header(raw, arrival=an_arrival(), reading=how)
    assert isinstance(header, MailReceived)
    assert header.may_be_call or (
        isinstance(event, MailReceived) and SUSPECTED_FAKE not in event.defects
    )
    return event


def voicemail_of(
    raw: bytes, listed: Mapping[str, str] | None = None, *, region: str | None = "US"
) -> VoicemailReceived:
    """The voicemail that it must be."""
    event = event_of(raw, listed, region=region)
    assert isinstance(event, VoicemailReceived), event
    return event


def call_of(raw: bytes, listed: Mapping[str, str] | None = None) -> CallReceived:
    """The missed call that it must be."""
    event = event_of(raw, listed)
    assert isinstance(event, CallReceived), event
    return event


def mail_of(raw: bytes, listed: Mapping[str, str] | None = None) -> MailReceived:
    """The mail that it must be."""
    event = event_of(raw, listed)
    assert isinstance(event, MailReceived), event
    return event
