"""Our own digests are known by a signature, and by nothing that others could copy."""

import re

from screener.domain.digest.mark import FIELD, DigestMark

ID = "<digest@example.com>"
RAW = b"Subject: x\r\nMessage-ID: <digest@example.com>\r\n\r\nline one  \r\nline two\r\n"

OURS = DigestMark(b"a secret")


def value(marked: bytes) -> str:
    """What stands in the field."""
    found = re.match(rb"Screener-Digest: (.*\r\n .*)\r\n", marked)
    assert found
    return found[1].decode()


def test_what_was_marked_is_known_again() -> None:
    """The rest of the letter is as it was."""
    marked = OURS.marked(RAW, message_id=ID)
    assert marked.endswith(RAW)
    assert marked.startswith(f"{FIELD}: ".encode())
    assert OURS.claims(value(marked), message_id=ID)
    assert OURS.fits(value(marked), marked)


def test_a_letter_that_others_made_is_none_of_ours() -> None:
    """Another secret, another Message-ID, or no field at all."""
    marked = value(OURS.marked(RAW, message_id=ID))
    assert not DigestMark(b"another").claims(marked, message_id=ID)
    assert not OURS.claims(marked, message_id="<other@example.com>")
    assert not OURS.claims(marked, message_id=None)
    assert not OURS.claims(None, message_id=ID)
    assert not OURS.claims("nonsense", message_id=ID)


def test_the_field_over_another_body_is_found_out() -> None:
    """Whoever saw a digest cannot write under its mark."""
    marked = OURS.marked(RAW, message_id=ID)
    assert not OURS.fits(value(marked), marked.replace(b"line two", b"his words"))


def test_line_ends_and_white_space_at_the_end_of_lines_do_not_matter() -> None:
    """Mail systems change them on the way."""
    marked = OURS.marked(RAW, message_id=ID)
    passed_on = marked.replace(b"\r\n", b"\n").replace(b"one  \n", b"one\n") + b"\n\n"
    assert OURS.fits(value(marked), passed_on)
