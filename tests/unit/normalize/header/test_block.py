"""A header block is scanned once and whatever it looks like."""

import pytest

from screener.normalize import limits
from screener.normalize.header.block import decoded, scan


@pytest.mark.parametrize(
    ("block", "fields"),
    [
        (b"A: 1\nB: 2\n\nC: 3\n", [("A", " 1"), ("B", " 2")]),
        (b"A: 1\r\nB: 2\r\n\r\nC: 3\r\n", [("A", " 1"), ("B", " 2")]),
        (b"A: 1\r\r\nB: 2\r\r\n\r\r\nC: 3\r\r\n", [("A", " 1"), ("B", " 2")]),
        (b"A: 1\r\nB: 2\n\r\nC: 3", [("A", " 1"), ("B", " 2")]),
        (b"A: 1\n 2\n\t3\nB:4", [("A", " 1\n 2\n\t3"), ("B", "4")]),
        (b"A: 1\n \n 2\nB:", [("A", " 1\n \n 2"), ("B", "")]),
        (b"A : 1\nB\t: 2", [("A", " 1"), ("B", " 2")]),
        (b"A: 1\nnonsense\nB: 2", [("A", " 1"), ("B", " 2")]),
        (b" lost\nA: 1", [("A", " 1")]),
        (b"From x@y Fri Nov 20 12:00:00 2026\nA: 1", [("A", " 1")]),
        (b": nameless\nA: 1", [("A", " 1")]),
        (b"A: \xff\x00\nB: 1", [("A", " \xff\x00"), ("B", " 1")]),
        (b"A: 1\rB: 2\n", [("A", " 1\rB: 2")]),
        (b"\nA: 1\n", []),
        (b"", []),
    ],
)
def test_fields_are_found(block: bytes, fields: list[tuple[str, str]]) -> None:
    """Line ends, folds, broken lines and 8-bit octets; nothing after the empty line."""
    assert scan(block).order == fields


def test_values_are_kept_by_lower_case_name() -> None:
    """Several fields of one name keep their order."""
    header = scan(b"To: a\nTO: b\nx: c\n\n")

    assert header.fields == {"to": [" a", " b"], "x": [" c"]}
    assert header.first("to") == " a"
    assert header.first("cc") is None


@pytest.mark.parametrize("raw", [b"A: 1\n\nbody", b"A: 1\r\n\r\nbody", b"\nbody", b"\r\nbody"])
def test_the_body_begins_after_the_empty_line(raw: bytes) -> None:
    """Also where the header is empty, as in a part of a multipart."""
    assert raw[scan(raw).body :] == b"body"


def test_a_header_beyond_the_limit_is_cut() -> None:
    """What lies beyond is not looked at, and that is said."""
    raw = b"A: 1\n" + b"X: y\n" * limits.HEADER + b"Z: 1\n\n"

    header = scan(raw)

    assert header.cut
    assert "a" in header.fields
    assert "z" not in header.fields
    assert not scan(b"A: 1\n").cut


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (" Hello", "Hello"),
        (" a\n b\n\tc", "a b c"),
        (" Gr\xc3\xbc\xc3\x9fe", "Grüße"),
        (" Gr\xfc\xdfe", "Grüße"),
        ("=?utf-8?q?a=0D=0ABcc:_b?=", "a  Bcc: b"),
        (" =?utf-8?q?a?=\n =?utf-8?q?b?=", "ab"),
    ],
)
def test_values_are_decoded_to_one_line(value: str, text: str) -> None:
    """Unfolded, encoded words decoded, no control character left by either."""
    assert decoded(value) == text
