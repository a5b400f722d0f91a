"""Letters that we send: what stands in them, and what never does."""

import re
import socket
from datetime import datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.utils import getaddresses
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from screener.domain.letters.composing import (
    SUBJECT_LIMIT,
    Original,
    answered_subject,
    compose,
    flowed,
    message_id,
    one_line,
)
from screener.domain.letters.letter import Kind, Letter
from screener.domain.letters.template import Attached

ME = HeaderAddress("Jörg Müller", addr_spec="me@example.com")
HIM = HeaderAddress("", addr_spec="him@example.net")
ID = message_id("reply:1", secret=b"secret", domain="example.com")
AT = datetime(2026, 11, 20, 23, 30, tzinfo=timezone(timedelta(hours=9)))

INJECTIONS = [
    "=?utf-8?q?a=0D=0ABcc=3A_x=40y.example?=",
    "=?utf-8?q?=3D=3Futf-8=3Fq=3Fa=3D0D=3D0ABcc=3D3A=5Fx=3D40y=3F=3D?=",
    "a\r\nBcc: x@y.example",
    "a\nBcc: x@y.example\n\nbody",
    "a\rBcc: x@y.example",
    "a\u2028Bcc: x@y.example",
    "a\u2029Bcc: x@y.example\x85Bcc: x@y.example",
    "a\x0bBcc: x@y.example\x0c\x1c\x1d\x1eBcc: x@y.example",
    "a\r\n\tBcc: x@y.example",
    "\u202egnp.exe\ud800",
    "=?utf-8?b?DQpCY2M6IHhAeQ==?= =?utf-8?b?DQpCY2M6IHhAeQ==?=",
    "=?unknown-8bit?q?=FF?=",
    "a\x00b\x1b[31m",
    '"a" <x@y.example>, him',
    "a, b <x@y.example>; c",
    "(((((",
    "Ünïcödé " * 100,
    "x" * 5_000,
    "",
]


def a_letter(**differently: Any) -> bytes:
    """An answer to a question about lunch."""
    ordinary: dict[str, Any] = {
        "sender": ME,
        "to": [HIM],
        "subject": "Re: Lunch?",
        "body": "No.\n",
        "message_id": ID,
        "at": AT,
        "answers": Original(message_id="<question@example.net>"),
    }
    return compose(**ordinary | differently)


def parsed(raw: bytes) -> EmailMessage:
    """As a receiver reads it."""
    return message_from_bytes(raw, policy=policy.default)


def header_of(raw: bytes) -> bytes:
    """The octets before the first empty line."""
    return raw.partition(b"\r\n\r\n")[0]


def test_an_answer_has_what_the_standards_want() -> None:
    """RFC 3834 section 3.1 and RFC 5322 section 3.6; and nothing else."""
    letter = parsed(a_letter())

    assert dict(letter.items()) == {
        "From": "Jörg Müller <me@example.com>",
        "To": "him@example.net",
        "Subject": "Re: Lunch?",
        "Date": "Fri, 20 Nov 2026 14:30:00 +0000",
        "Message-ID": ID,
        "In-Reply-To": "<question@example.net>",
        "References": "<question@example.net>",
        "Auto-Submitted": "auto-replied",
        "X-Auto-Response-Suppress": "All",
        "MIME-Version": "1.0",
        "Content-Type": 'text/plain; charset="utf-8"; format="flowed"',
        "Content-Transfer-Encoding": "quoted-printable",
    }
    assert letter.get_content() == "No.\r\n"


def test_a_draft_is_no_automatic_answer() -> None:
    """A person sends it."""
    letter = parsed(a_letter(auto_submitted=None))

    assert letter["Auto-Submitted"] is None
    assert letter["X-Auto-Response-Suppress"] is None


def test_it_does_not_tell_where_it_was_written() -> None:
    """Neither the machine nor its clock's zone."""
    raw = a_letter(attach=[Attached(name="a.txt", octets=b"x")])

    assert socket.gethostname().encode() not in raw
    assert b"+0900" not in raw
    assert b"User-Agent" not in raw
    assert b"X-Mailer" not in raw


def test_the_same_letter_is_the_same_to_the_octet() -> None:
    """Attachments included, whose boundary is no chance."""
    attach = [Attached(name="a.pdf", octets=b"%PDF"), Attached(name="b.txt", octets=b"x")]

    assert a_letter(attach=attach) == a_letter(attach=attach)


def test_a_letter_has_one_id_that_others_cannot_guess() -> None:
    """It depends on what it is about and on the secret, and has the account's domain."""
    ids = {
        message_id(key, secret=secret, domain="example.com")
        for key in ("a", "b")
        for secret in (b"1", b"2")
    }

    assert len(ids) == 4
    assert all(re.fullmatch(r"<screener\.[a-z2-7]{26}@example\.com>", one) for one in ids)
    assert message_id("a", secret=b"1", domain="example.com") in ids
    assert message_id("a", secret=b"1", domain="bücher.example").endswith("@xn--bcher-kva.example>")


# --- what strangers wrote ------------------------------------------------------------------------


@pytest.mark.parametrize("text", INJECTIONS, ids=lambda text: ascii(text)[:30])
def test_nothing_hostile_leaves_its_place(text: str) -> None:
    """In the subject, the name, the thread and the text."""
    original = Original(message_id=text, references=(text, f"<{text}>"), subject=text)
    to = HeaderAddress(one_line(text), addr_spec="him@example.net")
    check_shape(a_letter(subject=text, body=text, to=[to], answers=original))


@settings(deadline=None)
@given(subject=st.text(), name=st.text(), body=st.text(), reference=st.text())
@example(
    subject=INJECTIONS[0], name="=?utf-8?q?=2C?=", body=".\r\n.", reference=f"<{INJECTIONS[1]}>"
)
def test_whatever_is_written_there_is_one_letter_to_one_person(
    subject: str, name: str, body: str, reference: str
) -> None:
    """Read again it has one of each field, one recipient, and the subject as it was meant."""
    raw = a_letter(
        subject=subject,
        body=body,
        to=[HeaderAddress(one_line(name), addr_spec="him@example.net")],
        answers=Original(message_id=reference, references=(reference,)),
    )
    letter = check_shape(raw)

    once = one_line(subject)[:SUBJECT_LIMIT]
    if not once.casefold().startswith(("re", "aw", "sv", "antw", "vs", "odp")):
        assert str(letter["Subject"]).split() == once.split()


def check_shape(raw: bytes) -> EmailMessage:
    """What is true of every letter of ours."""
    header = header_of(raw)
    names = [line.partition(b":")[0] for line in re.split(rb"\r\n(?![ \t])", header)]
    assert set(names) <= {
        b"From", b"To", b"Subject", b"Date", b"Message-ID", b"In-Reply-To", b"References",
        b"Auto-Submitted", b"X-Auto-Response-Suppress", b"MIME-Version", b"Content-Type",
        b"Content-Transfer-Encoding",
    }  # fmt: skip
    assert len(set(names)) == len(names)
    assert re.fullmatch(rb"(?:[\x20-\x7e]|\r\n[ \t])*(?:\r\n[\x20-\x7e \r\n\t]*)?", header)
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    letter = parsed(raw)
    for recipients in (letter["To"].addresses, getaddresses([str(letter["To"])])):
        assert len(recipients) == 1
    assert [each.addr_spec for each in letter["To"].addresses] == ["him@example.net"]
    assert letter["Bcc"] is None
    return letter


@pytest.mark.parametrize(
    ("subject", "answered"),
    [
        ("Lunch?", "Lunch?"),
        ("Re: Lunch?", "Lunch?"),
        ("RE: re:AW: Re[2]: Lunch?", "Lunch?"),
        ("Re\uff1a Lunch?", "Lunch?"),
        ("Are: you there", "Are: you there"),
        ("Regarding: lunch", "Regarding: lunch"),
        ("What we are: Re: x", "What we are: Re: x"),
        ("Re:", ""),
        ("  a\r\n b  ", "a b"),
        ("x" * 500, "x" * 200),
    ],
)
def test_the_subject_that_is_answered_has_no_re(subject: str, answered: str) -> None:
    """And is fit for a header."""
    assert answered_subject(subject) == answered


@pytest.mark.parametrize(
    ("subject", "sent"),
    [
        ("Re: Re: Lunch?", "Re: Lunch?"),
        ("Re: AW: re: Lunch?", "Re: Lunch?"),
        ("Re: Lunch?", "Re: Lunch?"),
        ("Lunch: Re: Re: x", "Lunch: Re: Re: x"),
    ],
)
def test_re_is_never_doubled(subject: str, sent: str) -> None:
    """Whoever wrote the first, the template or the sender."""
    assert parsed(a_letter(subject=subject))["Subject"] == sent


# --- the thread ----------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [10, 80, 400, 880])
def test_a_long_id_arrives_as_it_was(length: int) -> None:
    """Broken or encoded it would end the thread."""
    long = f"<{'a' * length}@example.net>"
    first = f"<{'b' * length}@example.net>"
    header = header_of(a_letter(answers=Original(message_id=long, references=(first,))))

    assert f"\r\nIn-Reply-To: {long}\r\n".encode() in header
    assert f"\r\nReferences: {first}\r\n {long}\r\n".encode() in header


def test_the_thread_goes_on_where_it_was() -> None:
    """RFC 5322 section 3.6.4: its ids in their order, each once, the answered one last."""
    answers = Original(message_id="<3@x>", references=("<1@x>", "<2@x>", "<1@x>", "<3@x>"))

    assert parsed(a_letter(answers=answers))["References"] == "<1@x> <2@x> <3@x>"


def test_of_a_long_thread_its_beginning_and_its_end_are_kept() -> None:
    """Twenty ids besides the last."""
    earlier = tuple(f"<{number}@x>" for number in range(100))
    references = parsed(a_letter(answers=Original(message_id="<last@x>", references=earlier)))[
        "References"
    ].split()

    assert len(references) == 21
    assert references[:2] == ["<0@x>", "<81@x>"]
    assert references[-2:] == ["<99@x>", "<last@x>"]


@pytest.mark.parametrize(
    "hostile",
    [
        None,
        "",
        "no brackets",
        "<a b@x>",
        '<"a"@x>',
        "<a@x> <b@x>",
        "<a@x>\r\nBcc: y",
        "<=?utf-8?q?a=0D=0ABcc=3A_x=40y?=@x>",
        "<ümlaut@x>",
        "<\U0001f4ec@x>",
        f"<{'a' * 901}@x>",
    ],
)
def test_an_id_that_is_none_begins_no_thread(hostile: str | None) -> None:
    """The answer stands by itself then."""
    letter = parsed(a_letter(answers=Original(message_id=hostile, references=("<1@x>",))))

    assert letter["In-Reply-To"] is None
    assert letter["References"] is None


# --- names and files -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ann", "Ann"),
        ("Müller, Jörg", "Müller Jörg"),
        ("Dr. Ann Example", "Dr. Ann Example"),
        ("me@evil.example", "me evil.example"),
        ("Ünïcödé " * 20, ("Ünïcödé " * 20)[:100].strip()),
    ],
)
def test_a_name_stands_beside_its_address_and_is_none_itself(name: str, shown: str) -> None:
    """What has a meaning in addresses is left out."""
    raw = a_letter(sender=HeaderAddress(name, addr_spec="me@example.com"))

    ((written, address),) = getaddresses([str(message_from_bytes(raw)["From"])])
    assert str(make_header(decode_header(written))) == shown
    assert address == "me@example.com"
    assert max(len(line) for line in header_of(raw).split(b"\r\n")) <= 78


def test_files_go_with_a_letter() -> None:
    """Under their names, and to the octet; a message as a file, since Base64 must not wrap one."""
    files = [
        Attached(name="wörksheet.pdf", octets=bytes(range(256)) * 9),
        Attached(name="original.eml", octets=b"From: a@b.example\r\n\r\nHi\r\n"),
        Attached(name="no-suffix", octets=b""),
    ]
    parts = list(parsed(a_letter(attach=files)).iter_attachments())

    assert [part.get_filename() for part in parts] == [file.name for file in files]
    assert [part.get_content() for part in parts] == [file.octets for file in files]
    assert [part.get_content_type() for part in parts] == [
        "application/pdf",
        "application/octet-stream",
        "application/octet-stream",
    ]


def test_the_author_is_found_in_the_letter() -> None:
    """Where no null sender is allowed it stands in the envelope."""
    letter = Letter(
        kind=Kind.REPLY,
        account="me",
        key="reply:1",
        message_id=ID,
        mail_from="",
        recipients=("him@example.net",),
        raw=a_letter(sender=HeaderAddress("Jörg, ich", addr_spec="me@bücher.example")),
    )

    assert letter.author == "me@xn--bcher-kva.example"


# --- format=flowed -------------------------------------------------------------------------------


def unflowed(text: str) -> str:
    """The paragraphs again, as RFC 3676 section 4.1 reads them."""
    lines: list[str] = []
    goes_on = False
    for stuffed in text.split("\n"):
        line = stuffed.removeprefix(" ")
        if goes_on:
            lines[-1] += line
        else:
            lines.append(line)
        goes_on = line.endswith(" ") and line != "-- "
    return "\n".join(lines)


@settings(deadline=None)
@given(st.text(alphabet="ab \n>-F", max_size=400) | st.text(max_size=400))
def test_a_receiver_reads_the_lines_that_were_written(text: str) -> None:
    """Softly broken and put together again; only blanks at the end of a line are lost."""
    sent = flowed(text)
    again = unflowed(sent.removesuffix("\n"))
    written = re.sub(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]", "\n", text).rstrip("\n").split("\n")
    kept = [line if line == "-- " else line.rstrip() for line in written]

    assert not any(line.startswith((">", "From ")) for line in sent.split("\n"))
    if text.isprintable() or set(text) <= set("ab \n>-F"):
        assert again.split("\n") == kept


def test_long_lines_are_broken_at_spaces() -> None:
    """A word that is longer than a line stays whole."""
    sent = flowed("word " * 40 + "x" * 200)

    assert [len(line) for line in sent.splitlines()] == [70, 70, 60, 200]
