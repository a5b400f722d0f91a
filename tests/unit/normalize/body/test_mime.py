"""The parts of a message are found whatever its boundaries promise."""

import pytest

from screener.normalize import limits
from screener.normalize.body.mime import Part, leaves
from screener.normalize.header.block import scan


def parts_of(*lines: str, end: str = "\r\n") -> tuple[bytes, list[Part]]:
    """The message of these lines and its leaves."""
    raw = end.join(lines).encode()
    return raw, list(leaves(raw, scan(raw)))


def told(*lines: str, end: str = "\r\n") -> list[tuple[str, bytes]]:
    """Type and decoded octets of each leaf."""
    raw, parts = parts_of(*lines, end=end)
    return [(part.type, part.payload(raw)) for part in parts]


MIXED = (
    "Content-Type: multipart/mixed; boundary=x", "", "preamble", "--x", "", "one", "--x",
    "Content-Type: text/html", "", "two", "--x--", "epilogue",
)  # fmt: skip


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_multipart_is_taken_apart(end: str) -> None:
    """The line end before a boundary is the boundary's; preamble and epilogue are nobody's."""
    assert told(*MIXED, end=end) == [("text/plain", b"one"), ("text/html", b"two")]


def test_a_multipart_without_an_end_goes_on_to_the_end() -> None:
    """A message that was cut is read as far as it goes."""
    assert told(*MIXED[:-2]) == [("text/plain", b"one"), ("text/html", b"two")]


def test_a_boundary_that_begins_like_another_is_another() -> None:
    """`--xy` is no boundary `x`; white space after one is nothing."""
    lines = ["Content-Type: multipart/mixed; boundary=x", "", "--x  ", "", "--xy", "a--x", "--x--"]

    assert told(*lines) == [("text/plain", b"--xy\r\na--x")]


def test_multiparts_nest() -> None:
    """The leaves come in reading order and know what they were in."""
    _, parts = parts_of(
        "Content-Type: multipart/mixed; boundary=m", "", "--m",
        "Content-Type: multipart/alternative; boundary=a", "", "--a", "", "plain", "--a",
        "Content-Type: multipart/related; boundary=r", "", "--r", "Content-Type: text/html", "",
        "html", "--r", "Content-Type: image/png", "", "png", "--r--", "--a--", "--m",
        "Content-Type: application/pdf", "", "pdf", "--m--",
    )  # fmt: skip

    assert [(part.type, part.parent, part.alternative) for part in parts] == [
        ("text/plain", "multipart/alternative", 1),
        ("text/html", "multipart/related", 1),
        ("image/png", "multipart/related", 1),
        ("application/pdf", "multipart/mixed", 0),
    ]


@pytest.mark.parametrize(
    "content_type", ["multipart/mixed", "multipart/mixed; boundary=y", 'multipart/x; boundary=""']
)
def test_a_multipart_that_cannot_be_taken_apart_is_text(content_type: str) -> None:
    """What people would see is read, and that something is wrong is known."""
    raw, parts = parts_of(f"Content-Type: {content_type}", "", "--x", "", "one", "--x--")

    assert [(part.type, part.intact) for part in parts] == [("text/plain", False)]
    assert b"one" in parts[0].payload(raw)


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("X: y", "text/plain"),
        ("Content-Type: text", "text/plain"),
        ("Content-Type: Text/HTML", "text/html"),
        ("Content-Type:", "text/plain"),
    ],
)
def test_a_part_always_has_a_type(field: str, kind: str) -> None:
    """RFC 2045 section 5.2: what says nothing sensible is plain text."""
    assert told(field, "", "x") == [(kind, b"x")]


def test_parts_of_a_digest_are_messages() -> None:
    """RFC 2046 section 5.1.5."""
    lines = ["Content-Type: multipart/digest; boundary=x", "", "--x", "", "Subject: a", "--x--"]

    assert told(*lines) == [("message/rfc822", b"Subject: a")]


@pytest.mark.parametrize(
    ("encoding", "body", "octets"),
    [
        ("7bit", "a=3D", b"a=3D"),
        ("base64", "YWJj", b"abc"),
        ("Base64 (yes)", "YW\r\nJj\r\n", b"abc"),
        ("quoted-printable", "a=3Db=\r\nc", b"a=bc"),
        ("quoted-printable", "a=ZZ=", b"a=ZZ="[:4]),
        ("x-unknown", "abc", b"abc"),
    ],
)
def test_transfer_encodings_are_decoded(encoding: str, body: str, octets: bytes) -> None:
    """Broken ones as far as they go, unknown ones not at all."""
    assert told(f"Content-Transfer-Encoding: {encoding}", "", body)[0][1] == octets


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        (["Content-Disposition: attachment; filename=a.pdf"], "a.pdf"),
        (["Content-Type: a/b; name=b.pdf"], "b.pdf"),
        (["Content-Type: a/b; name=b.pdf", "Content-Disposition: inline; filename=a.pdf"], "a.pdf"),
        (["Content-Disposition: attachment", "Content-Description: c.pdf"], "c.pdf"),
        (["Content-Description: my words"], ""),
    ],
)
def test_a_part_may_have_a_name(fields: list[str], name: str) -> None:
    """The disposition's goes before the type's."""
    assert parts_of(*fields, "", "x")[1][0].name == name


def test_limits_hold_for_parts_and_depth() -> None:
    """So many parts, so deep; the rest is left out or is one opaque part."""
    many = ["Content-Type: multipart/mixed; boundary=x", "", *["--x", "", "y"] * 2_000]
    deep = [
        line
        for level in range(limits.DEPTH + 5)
        for line in (f"Content-Type: multipart/mixed; boundary=b{level}", "", f"--b{level}")
    ]

    assert len(parts_of(*many)[1]) == limits.PARTS
    assert [part.depth for part in parts_of(*deep, "", "y")[1]] == [limits.DEPTH]
