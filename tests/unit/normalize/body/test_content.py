"""What only the whole message tells."""

import base64

import pytest

from screener.domain.record.event import Class, Content
from screener.normalize import limits
from screener.normalize.body.content import read_content
from screener.normalize.header.block import scan


def content_of(
    *lines: str, truncated: bool = False, classes: frozenset[Class] = frozenset()
) -> tuple[Content, tuple[str, ...]]:
    """The content of the message of these lines, and its defects."""
    raw = "\r\n".join(lines).encode()
    return read_content(raw, scan(raw), classes=classes, truncated=truncated)


def multipart(kind: str, *parts: str) -> list[str]:
    """The lines of a multipart with these parts, each a type and its body after a bar."""
    lines = [f"Content-Type: multipart/{kind}; boundary=x", ""]
    for part in parts:
        fields, _, body = part.partition("|")
        lines += [
            "--x",
            *(f"Content-{field.strip()}" for field in fields.split("&") if field),
            "",
            body.replace("\n", "\r\n"),
        ]
    return [*lines, "--x--"]


HTML = "Type: text/html|"
PLAIN = "Type: text/plain|"


def test_text_is_the_new_text_and_full_text_all_of_it() -> None:
    """Rules look at what was written now; the rest is kept beside it."""
    content, defects = content_of("From: a@b.example", "", "new", "", "> old", "-- ", "me")

    assert content.text == "new"
    assert content.full_text == "new\n\n> old\n-- \nme"
    assert defects == ()


def test_a_forwarded_message_is_all_new() -> None:
    """What looks like a quote in it is what its sender passes on."""
    content, _ = content_of("A: b", "", "> old", "", "new", classes=frozenset({Class.FORWARD}))

    assert content.text == "> old\n\nnew"


def test_text_is_decoded_by_its_charset() -> None:
    """Through transfer encoding and charset; a charset that does not fit is told."""
    encoded = base64.b64encode("Grüße".encode("latin-1")).decode()
    fields = ["Content-Transfer-Encoding: base64", "Content-Type: text/plain; charset={}"]
    message = "\n".join([*fields, "", encoded])

    assert content_of(*message.format("iso-8859-1").split("\n"))[0].text == "Grüße"
    assert content_of(*message.format("utf-8").split("\n"))[1] == ("bad-charset",)
    assert content_of(*message.format("x-none").split("\n"))[0].text == "Grüße"


def test_html_alone_is_read() -> None:
    """With its quotations stripped like those of plain text."""
    content, _ = content_of(
        "Content-Type: text/html", "",
        "<p>new</p><div>On Nov 20, 2026 Al wrote:<blockquote>old</blockquote></div>",
    )  # fmt: skip

    assert content.text == "new"
    assert content.full_text == "new\n\nOn Nov 20, 2026 Al wrote:\n> old"


def test_of_an_alternative_what_html_says_beyond_the_plain_words_counts_too() -> None:
    """Nobody hides words from a rule in the form that the reader sees."""
    content, _ = content_of(
        *multipart("alternative", PLAIN + "Hello there", HTML + "<p>Hello</p><p>pick your brain")
    )

    assert content.text == "Hello there\npick your brain"


def test_parts_of_a_mixed_message_are_joined() -> None:
    """Lists add their footers as a part; each part is stripped by itself."""
    content, _ = content_of(*multipart("mixed", PLAIN + "new\n-- \nme", PLAIN + "footer"))

    assert content.text == "new\nfooter"
    assert content.attachments == ()


def test_attachments_are_listed_with_what_they_are() -> None:
    """By their octets; a text with a name that is not the first text is one."""
    content, _ = content_of(
        *multipart(
            "mixed",
            "Type: text/plain; name=body.txt|words",
            "Type: text/plain; name=notes.txt|notes",
            "Type: application/octet-stream; name=cv.pdf|%PDF-1.7",
        )
    )

    assert content.text == "words"
    assert [(each.name, each.type, each.size) for each in content.attachments] == [
        ("notes.txt", "text/plain", 5),
        ("cv.pdf", "application/pdf", 8),
    ]


@pytest.mark.parametrize(
    ("part", "fact"),
    [
        ("Type: audio/wav|x", "has_audio"),
        ("Type: application/octet-stream; name=m|ID3\x03", "has_audio"),
        ("Type: audio/ogg & Disposition: inline|x", "has_audio"),
        ("Type: text/calendar; method=REQUEST|BEGIN:VCALENDAR", "has_invite"),
        ("Type: application/octet-stream; name=i|BEGIN:VCALENDAR", "has_invite"),
        ("Type: message/rfc822|Subject: x", "is_forward"),
        ("Type: message/delivery-status|Status: 5.1.1", "is_delivery_report"),
        (PLAIN + "see https://x.example/", "has_link"),
        (HTML + "<a href='http://x.example'>here</a>", "has_link"),
    ],
)
def test_a_part_shows_what_else_is_there(part: str, fact: str) -> None:
    """One fact a part, and no other."""
    facts = ("has_audio", "has_invite", "is_forward", "is_delivery_report", "has_link",
             "has_unsubscribe_link")  # fmt: skip
    content, _ = content_of(*multipart("mixed", PLAIN + "words", part))

    assert [each for each in facts if getattr(content, each)] == [fact]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Unsubscribe: https://x.example/leave", True),
        ("Hier abmelden: https://x.example/", True),
        ("Please unsubscribe me", False),
        ("https://x.example/", False),
    ],
)
def test_a_link_to_unsubscribe_is_known_by_its_words(body: str, *, expected: bool) -> None:
    """A word alone is no link."""
    assert content_of("A: b", "", body)[0].has_unsubscribe_link is expected


def test_a_link_to_unsubscribe_may_be_known_by_its_address() -> None:
    """As in newsletters of pictures only."""
    page = "<a href='https://x.example/unsubscribe?id=1'><img></a>"

    assert content_of("Content-Type: text/html", "", page)[0].has_unsubscribe_link


def test_a_returned_message_is_no_forward() -> None:
    """A report carries the message that it is about."""
    content, _ = content_of(
        *multipart("report", PLAIN + "sorry", "Type: message/delivery-status|Status: 5",
                   "Type: message/rfc822|Subject: x")
    )  # fmt: skip

    assert content.is_delivery_report
    assert not content.is_forward


def test_words_of_an_attached_message_are_not_ours() -> None:
    """They were written to somebody else, perhaps by the user himself."""
    content, _ = content_of(
        *multipart("mixed", PLAIN + "mine", "Type: message/rfc822|A: b\n\ntheirs")
    )

    assert content.full_text == "mine"


def test_what_is_cut_is_told() -> None:
    """By the server's limit or by ours."""
    long, defects = content_of("A: b", "", "a" * (limits.TEXT + 1))

    assert (len(long.text), long.truncated, defects) == (limits.TEXT, True, ("text-cut",))
    assert content_of("A: b", "", "a", truncated=True)[0].truncated
    assert not content_of("A: b", "", "a")[0].truncated
    assert content_of(*multipart("mixed", *[PLAIN] * 600))[1] == ("too-many-parts",)
    assert content_of("Content-Type: multipart/mixed", "", "a")[1] == ("broken-multipart",)
