"""Whole messages in a letter, to the octet."""

from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage

from hypothesis import given
from hypothesis import strategies as st

from screener.domain.letters.composing import compose
from screener.domain.letters.parcel import enclosing
from tests.builders import NOON

LETTER = compose(
    sender=Address("Joan", addr_spec="me@example.com"),
    to=[Address(addr_spec="friend@example.net")],
    subject="Für dich",
    body="Grüße. " * 30,
    message_id="<screener.abc@example.com>",
    at=NOON,
    auto_submitted="auto-generated",
)

ORIGINAL = b"From: him@example.com\r\nSubject: Hi\r\n\r\nBoo.\r\n"

ANY_ORIGINAL = st.one_of(
    st.binary(min_size=1, max_size=300),
    st.lists(st.sampled_from([b"a: b", b"", b"--=_", b".", b"\xc3\xa4", b"\r", b"\n"])).map(
        lambda lines: b"\r\n".join([b"From: x", *lines])
    ),
)


def parts(raw: bytes) -> tuple[EmailMessage, list[bytes]]:
    """The letter as others read it, and the octets of what is enclosed."""
    read = message_from_bytes(raw, policy=policy.SMTP)
    enclosed = []
    boundary = b"--" + str(read.get_boundary()).encode()
    for piece in raw.split(boundary + b"\r\n")[2:]:
        head, _, body = piece.partition(b"\r\n\r\n")
        body = body.removesuffix(boundary + b"--\r\n").removesuffix(b"\r\n")
        if b"base64" in head:
            body = message_from_bytes(piece.split(boundary)[0]).get_payload(decode=True)  # type: ignore[assignment]
        enclosed.append(body)
    return read, enclosed


def test_the_letter_is_the_first_part_and_keeps_its_header() -> None:
    """Its text is read as before, and nothing is lost or twice in the header."""
    read, _ = parts(enclosing(LETTER, [ORIGINAL], boundary="key"))
    before = message_from_bytes(LETTER, policy=policy.SMTP)
    text, was = read.get_body(("plain",)), before.get_body(("plain",))

    assert text is not None
    assert was is not None
    assert text.get_content() == was.get_content()
    for name in ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"):
        assert read.get_all(name) == before.get_all(name)
    assert read.get_all("MIME-Version") == ["1.0"]
    assert read.get_content_type() == "multipart/mixed"
    assert not read.defects


def test_a_message_is_enclosed_as_a_message() -> None:
    """So that a mail program opens it as one."""
    read, enclosed = parts(enclosing(LETTER, [ORIGINAL, ORIGINAL], boundary="key"))
    attached = list(read.iter_attachments())

    assert [part.get_content_type() for part in attached] == ["message/rfc822"] * 2
    assert [part.get_filename() for part in attached] == ["1.eml", "2.eml"]
    assert enclosed == [ORIGINAL, ORIGINAL]


def test_eight_bits_are_announced() -> None:
    """RFC 2045 section 6.4: what encloses eight bits says so too."""
    raw = enclosing(LETTER, ["Subject: ä\r\n\r\nä\r\n".encode()], boundary="key")
    read, _ = parts(raw)

    assert read["Content-Transfer-Encoding"] == "8bit"
    assert next(read.iter_attachments())["Content-Transfer-Encoding"] == "8bit"
    assert parts(enclosing(LETTER, [ORIGINAL], boundary="key"))[0].get_all(
        "Content-Transfer-Encoding"
    ) in (None, ["7bit"])


def test_what_cannot_travel_goes_as_a_file() -> None:
    """Every server would change it on the way, or refuse it."""
    for wild in (b"a: b\n\nc\n", b"a: \x00\r\n", b"x" * 999 + b"\r\n", b"a\rb"):
        read, enclosed = parts(enclosing(LETTER, [wild], boundary="key"))
        (file,) = read.iter_attachments()

        assert file.get_content_type() == "application/octet-stream"
        assert file.get_filename() == "1.eml"
        assert enclosed == [wild]


@given(st.lists(ANY_ORIGINAL, min_size=1, max_size=3))
def test_every_original_comes_out_as_it_was(originals: list[bytes]) -> None:
    """And what is sent has lines that every server takes."""
    raw = enclosing(LETTER, originals, boundary="key")

    assert parts(raw)[1] == originals
    assert b"\x00" not in raw
    assert raw.count(b"\r") == raw.count(b"\n") == raw.count(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
