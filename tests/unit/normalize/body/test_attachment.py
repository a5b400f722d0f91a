"""Attachments are what people call so, under names that do no harm."""

import pytest

from screener.normalize.body.attachment import attachment, is_attachment, safe_name
from screener.normalize.body.mime import Part, leaves
from screener.normalize.header.block import scan


def part_of(*fields: str, around: str = "multipart/mixed") -> Part:
    """A leaf with these fields in a multipart."""
    lines = [f"Content-Type: {around}; boundary=x", "", "--x", *fields, "", "%PDF-1.7", "--x--"]
    raw = "\r\n".join(lines).encode()
    return next(leaves(raw, scan(raw)))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (["Content-Type: application/pdf"], True),
        (["Content-Type: application/pdf", "Content-Disposition: inline"], True),
        (["Content-Type: text/plain"], False),
        (["Content-Type: text/plain", "Content-Disposition: attachment"], True),
        (["Content-Type: text/plain; name=notes.txt"], True),
        (["Content-Type: text/html"], False),
        (["Content-Type: image/png"], True),
        (["Content-Type: image/png; name=a.png", "Content-Disposition: inline"], False),
        (["Content-Type: image/png; name=a.png", "Content-Id: <1>"], False),
        (["Content-Type: image/png", "Content-Disposition: attachment"], True),
        (["Content-Type: audio/wav"], True),
        (["Content-Type: message/rfc822"], True),
        (["Content-Type: text/calendar"], False),
        (["Content-Type: text/calendar; name=i.ics"], True),
        (["Content-Type: application/pgp-signature; name=signature.asc"], False),
        (["Content-Type: application/pkcs7-signature; name=smime.p7s",
          "Content-Disposition: attachment"], False),
        (["Content-Type: message/delivery-status"], False),
    ],
)  # fmt: skip
def test_an_attachment_is_told_from_the_message(fields: list[str], *, expected: bool) -> None:
    """Inline images, signatures and the machine's half of a report are none."""
    assert is_attachment(part_of(*fields)) is expected


def test_an_image_of_the_page_is_inline_whatever_it_says() -> None:
    """Some clients call the images of their HTML attachments."""
    fields = ["Content-Type: image/png", "Content-Id: <1>", "Content-Disposition: attachment"]

    assert not is_attachment(part_of(*fields, around="multipart/related"))


def test_an_attachment_has_its_true_type_and_its_size() -> None:
    """What the sender declares is kept beside it."""
    found = attachment(part_of("Content-Type: text/plain; name=../cv.txt"), b"%PDF-1.7")

    assert found.model_dump() == {
        "name": "cv.txt",
        "type": "application/pdf",
        "declared": "text/plain",
        "extension": "pdf",
        "size": 8,
    }


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("cv.pdf", "cv.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\cv.pdf", "cv.pdf"),
        ("cv\x00.pdf\r\n.exe", "cv.pdf.exe"),
        ("cv\u202efdp.exe", "cvfdp.exe"),
        ("\u2066cv\u2069.pdf", "cv.pdf"),
        (" a   b.pdf ", "a b.pdf"),
        ("résumé 履歴書.pdf", "résumé 履歴書.pdf"),
        (".bashrc", ".bashrc"),
        ("..", ""),
        ("a/", ""),
        ("", ""),
        ("n" * 1_000 + ".pdf", "n" * 489 + "nnnnnnn.pdf"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    """No path, no control character, nothing that turns the writing round; the ending stays."""
    assert safe_name(name) == safe
