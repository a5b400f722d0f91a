"""Octets become the text that they most likely are."""

import pytest

from screener.normalize.text import decode, from_octets, lines, one_line


@pytest.mark.parametrize(
    ("octets", "charset", "text", "fits"),
    [
        (b"plain", None, "plain", True),
        (b"plain", "us-ascii", "plain", True),
        ("Grüße".encode(), "utf-8", "Grüße", True),
        ("Grüße".encode(), None, "Grüße", True),
        ("Grüße".encode("latin-1"), None, "Grüße", False),
        ("Grüße".encode(), "us-ascii", "Grüße", False),
        ("Grüße".encode("latin-1"), "US-ASCII", "Grüße", False),
        ("“Grüße”".encode("cp1252"), "ISO-8859-1", "“Grüße”", True),
        ("привет".encode("koi8-r"), "KOI8-R", "привет", True),
        ("漢字".encode("gb18030"), "gb2312", "漢字", True),
        ("안녕".encode("cp949"), "ks_c_5601-1987", "안녕", True),
        ("สวัสดี".encode("cp874"), "windows-874", "สวัสดี", True),
        (b"caf\xe9", "x-nobody-knows", "café", False),
        (b"caf\xe9", "utf-8", "caf\ufffd", False),
        (b"616263", "hex", "616263", False),
        (b"xn--nxa", "idna", "xn--nxa", False),
        (b"abc", "utf-8\0", "abc", False),
        (b"\x00a", "utf-16-be", "a", True),
        (b"+2D3cAQ-", "utf-7", "\U0001f401", True),
        (b"+2AA-", "unicode-1-1-utf-7", "\ufffd", True),
    ],
)
def test_octets_are_decoded(octets: bytes, charset: str | None, text: str, *, fits: bool) -> None:
    """The claimed charset counts if it is one and fits; else UTF-8, else Windows-1252."""
    assert decode(octets, charset) == (text, fits)


def test_8_bit_characters_of_a_header_are_made_real_ones() -> None:
    """A header is scanned octet by octet; its text is decoded when it is looked at."""
    assert from_octets("Gr\xc3\xbc\xc3\x9fe") == "Grüße"
    assert from_octets("Gr\xfc\xdfe") == "Grüße"


def test_one_line_has_no_control_characters() -> None:
    """Nothing in a subject can break a line or steer a terminal."""
    assert one_line(" a\r\nBcc: b\x00\x1b[31m\x9b\x7f\u2028\u2029c ") == "a  Bcc: b  [31m    c"


def test_lines_end_in_line_feeds() -> None:
    """Text keeps its lines and tabs and loses every other control character."""
    assert lines("a\r\nb\rc\n\td\x00\x1be") == "a\nb\nc\n\td  e"
    assert lines("ä\r\nb\rc\n\td\x00\x1be\u2028") == "ä\nb\nc\n\td  e "
