"""A command by mail: how it is written, signed and read again, whatever mail programs do to it."""

from datetime import UTC, date, datetime, timedelta, timezone
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from screener.domain.digest.command import (
    BODY,
    Command,
    Seal,
    Signed,
    Verb,
    command_of,
    read_command,
    undo_rule,
)
from screener.normalize.header.block import decoded, scan

UNTIL = date(2026, 12, 12)

SEAL = Seal(b"s" * 32, account="me")

CLOSE = Command(Verb.CLOSE, ("him@example.com",))

STREET = Command(Verb.CLOSE, ("The man from the street",))

ODD = Command(Verb.SAME, ("Köln@example.com", "Conor O\u2019Brien  “Bob”\\\u200e 🙂"))


def subject(command: Command) -> str:
    """The subject of that command, valid until the day of all tests."""
    return SEAL.subject(command, until=UNTIL)


def obeyed(written: str, seal: Seal = SEAL) -> Command | None:
    """The command of a subject if its signature is ours."""
    signed = read_command(written)
    return signed.command if signed and seal.has_signed(signed) else None


def received(raw: bytes) -> str:
    """The subject of a message as the rounds have it."""
    return decoded(scan(raw).first("subject") or "")


def test_a_person_can_read_it_before_sending_it() -> None:
    """Words as they are, in quotes where they have spaces."""
    said, _, rest = subject(CLOSE).partition(" (until ")
    assert said == "Screener: close him@example.com"
    assert rest.startswith("2026-12-12, ")
    assert len(rest) == len("2026-12-12, k7f3q9x2mzab1c2d)")
    assert str(STREET) == 'close "The man from the street"'
    assert str(Command(Verb.RESUME)) == "resume"
    assert str(Command(Verb.CHOOSE, ("Zoë", "Kind no"))) == 'choose Zoë "Kind no"'
    assert str(Command(Verb.WELCOME, ("Conor O'Brien",))) == 'welcome "Conor O\'Brien"'


def test_what_would_not_survive_is_escaped() -> None:
    """Curly quotes, double spaces, what cannot be seen, halves of pairs, and two spellings."""
    assert str(Command(Verb.CLOSE, ("a  b ",))) == r'close "a \u0020b\u0020"'
    assert str(Command(Verb.CLOSE, ("O\u2019Brien",))) == r'close "O\u2019Brien"'
    assert str(Command(Verb.CLOSE, ('"a\\b"',))) == r'close "\"a\\b\""'
    assert str(Command(Verb.CLOSE, ("a\u00a0b\u202e",))) == r'close "a\u00a0b\u202e"'
    assert str(Command(Verb.CLOSE, ("e\u0301",))) == r'close "e\u0301"'
    assert str(Command(Verb.CLOSE, ("\ud83d",))) == r'close "\ud83d"'
    assert str(Command(Verb.CLOSE, ("",))) == 'close ""'


@pytest.mark.parametrize("command", [CLOSE, STREET, ODD, Command(Verb.RESUME)])
def test_what_was_written_is_read_again(command: Command) -> None:
    """Verb and words, with our signature."""
    assert obeyed(subject(command)) == command


def test_the_link_is_a_mail_to_oneself_in_ascii() -> None:
    """RFC 6068: everything is percent-encoded that has a meaning in a URL."""
    link = SEAL.link(ODD, to="me+tag@example.com", until=UNTIL)
    parts = urlsplit(link)
    asked = parse_qs(parts.query, strict_parsing=True)

    assert link.isascii()
    assert (parts.scheme, unquote(parts.path)) == ("mailto", "me+tag@example.com")
    assert "+" not in link
    assert asked == {"subject": [subject(ODD)], "body": [BODY]}


def test_another_account_or_secret_has_another_signature() -> None:
    """What one account offered is nothing to another one."""
    assert obeyed(subject(CLOSE), Seal(b"s" * 32, account="you")) is None
    assert obeyed(subject(CLOSE), Seal(b"t" * 32, account="me")) is None


@pytest.mark.parametrize(
    "changed",
    [
        subject(CLOSE).replace("him@", "her@"),
        subject(CLOSE).replace("close", "open"),
        subject(CLOSE).replace("2026-12-12", "2027-12-12"),
        subject(CLOSE)[:-2] + ("a)" if subject(CLOSE)[-2] != "a" else "b)"),
        subject(CLOSE).replace("him@example.com", "him@example.com him@example.com"),
        subject(STREET).replace('"', ""),
        subject(CLOSE).upper(),
    ],
)
def test_a_change_of_what_it_says_is_refused(changed: str) -> None:
    """Whom, what, until when, and the signature itself."""
    assert obeyed(changed) is None


@pytest.mark.parametrize(
    "changed",
    [
        f"  {subject(STREET)} ",
        subject(STREET).replace(" ", "\u00a0"),
        subject(STREET).replace(" ", "  "),
        subject(STREET).replace('"', "\u201c", 1).replace('"', "\u201d"),
        subject(STREET).replace('"', "\u201e", 1).replace('"', "\u201c"),
        subject(STREET).replace("-", "\u2011"),
        f"\u200e{subject(STREET)}\ufeff",
        f"[EXTERNAL] {subject(STREET)}",
        f"[Ext][caution: from outside]{subject(STREET)}",
    ],
)
def test_what_mail_programs_change_does_not_matter(changed: str) -> None:
    """Spaces, quotes, hyphens, marks that cannot be seen, and the tag of a gateway."""
    assert obeyed(changed) == STREET


@pytest.mark.parametrize("prefix", ["Re: ", "Fwd: ", "Undeliverable: ", "Automatic reply: ", "x"])
def test_an_answer_to_a_command_is_none(prefix: str) -> None:
    """A bounce or an answer is a mail that the user wants to see."""
    assert read_command(prefix + subject(CLOSE)) is None


@pytest.mark.parametrize("command", [CLOSE, STREET, ODD])
@pytest.mark.parametrize("policy", [SMTP, SMTPUTF8, SMTP.clone(max_line_length=40)])
def test_folding_and_encoded_words_do_not_matter(command: Command, policy: object) -> None:
    """As a mail program writes the header: RFC 2047 words, folded lines."""
    mail = EmailMessage(policy=policy)  # type: ignore[arg-type]
    mail["Subject"] = subject(command)

    assert obeyed(received(mail.as_bytes())) == command


@pytest.mark.parametrize("command", [CLOSE, STREET, ODD])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "iso-2022-jp", "koi8-r"])
def test_any_charset_that_has_the_characters_will_do(command: Command, charset: str) -> None:
    """In base64 and in quoted-printable; folded with a tab, as old Outlooks do."""
    try:
        subject(command).encode(charset)
    except UnicodeEncodeError:
        charset = "utf-8"
    encoded = Header(subject(command), charset, maxlinelen=60).encode(linesep="\r\n")

    for raw in (encoded, encoded.replace("\r\n ", "\r\n\t")):
        assert obeyed(received(f"From: me\r\nSubject: {raw} \r\n\r\n".encode())) == command


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Screener: close him@example.com",
        "Screener: (until 2026-12-12, aaaaaaaaaaaaaaaa)",
        "Screener: close x (until 2026-02-31, aaaaaaaaaaaaaaaa)",
        "Screener: close x (until ٢٠٢٦-12-12, aaaaaaaaaaaaaaaa)",
        "Screener: close x (until 2026-12-12, aaaaaaaaaaaaaaa1)",
        "Screener digest of 20 November",
    ],
)
def test_what_is_not_made_like_a_command_is_none(text: str) -> None:
    """Not even one that is forged."""
    assert read_command(text) is None


def test_an_unknown_verb_and_broken_words_are_no_command() -> None:
    """Though they may be signed, by a later program."""
    assert command_of("levitate him@example.com") is None
    assert command_of('close "him') is None
    assert command_of("close  him") is None
    assert command_of(r'close "\U00110000"') == Command(Verb.CLOSE, ("U00110000",))
    assert command_of("") is None
    assert Signed("levitate", UNTIL, "a" * 16).command is None


def test_a_span_of_time_is_written_in_whole_seconds_of_utc() -> None:
    """So that it can be read, and means the same wherever it is."""
    rome = timezone(timedelta(hours=1))
    since = datetime(2026, 11, 19, 7, 30, 0, 5, tzinfo=rome)
    until = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
    command = undo_rule("Newsletters", since=since, until=until)

    assert str(command) == "undo-rule Newsletters 2026-11-19T06:30:00Z 2026-11-20T06:30:00Z"
    assert obeyed(subject(command)) == command
