"""The dialogue with an SMTP server, and what is known of the letter wherever it goes wrong."""

import socket
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from screener.adapters.smtp import Server, SmtpPost
from screener.domain.letters.letter import Kind
from screener.errors import InvalidConfiguration
from screener.ports.post import Fate, Outcome
from tests.letters import a_letter
from tests.servers.smtp import (
    PASSWORD,
    USER,
    Answer,
    ScriptedSmtp,
    cut_short,
    fall_silent,
    hang_up,
    scripted_smtp,
)

SOON = timedelta(seconds=0.1)


def smtp_post(port: int, *, password: str = PASSWORD, **differently: Any) -> SmtpPost:
    """A Post without encryption or login, which loses patience at once."""
    ordinary: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": port,
        "tls": "none",
        "connect_timeout": timedelta(seconds=5),
        "answer_timeout": timedelta(seconds=5),
    }
    server = Server(**ordinary | differently)
    return SmtpPost(server, lambda: password, ehlo="example.com")


def sent(
    answers: Mapping[str, Answer | Sequence[Answer]] | None = None,
    *,
    offers: Sequence[str] = (),
    greeting: Answer = "220 ready",
    mail_from: str = "me@example.com",
    **differently: Any,
) -> tuple[Outcome, ScriptedSmtp]:
    """What became of one letter at a server that answers so, and what the server saw."""
    with scripted_smtp(answers, offers=offers, greeting=greeting) as server:
        outcome = smtp_post(server.port, **differently).send(a_letter(mail_from=mail_from))
    return outcome, server


# --- when it goes well ---------------------------------------------------------------------------


def test_the_server_hears_the_accounts_domain_and_never_the_machines_name() -> None:
    """Neither in EHLO nor anywhere else."""
    _, server = sent()

    assert server.commands == [
        "ehlo example.com",
        "MAIL FROM:<me@example.com>",
        "RCPT TO:<him@example.net>",
        "DATA",
        "QUIT",
    ]
    assert not any(socket.gethostname() in command for command in server.commands)


def test_an_international_domain_is_said_in_ascii() -> None:
    """EHLO has no other way to write it (RFC 5891)."""
    with scripted_smtp() as server:
        where = Server(host="127.0.0.1", port=server.port, tls="none")
        SmtpPost(where, lambda: "", ehlo="bücher.example").send(a_letter())

    assert server.commands[0] == "ehlo xn--bcher-kva.example"


def test_a_server_of_the_old_days_is_greeted_the_old_way() -> None:
    """RFC 5321 section 3.2."""
    outcome, server = sent({"EHLO": "502 what"})

    assert outcome.fate is Fate.ACCEPTED
    assert server.commands[:2] == ["ehlo example.com", "helo example.com"]


@pytest.mark.parametrize("answer", ["500 what", "421 bye", hang_up, "garbage"])
def test_how_the_server_takes_leave_does_not_matter(answer: Answer) -> None:
    """It has the letter."""
    outcome, server = sent({"QUIT": answer})

    assert outcome.fate is Fate.ACCEPTED
    assert len(server.arrived) == 1


def test_an_answer_on_several_lines_is_told_on_one() -> None:
    """As every text that people read."""
    outcome, _ = sent({"MAIL": "550-no\r\n550-never\r\n550 \x1b[31mnot here"})

    assert (outcome.fate, outcome.code) == (Fate.REJECTED, 550)
    assert outcome.text == "the server refused the envelope sender: 550 no never [31mnot here"


# --- what the server offers ----------------------------------------------------------------------


def test_the_size_is_told_where_it_is_asked_for() -> None:
    """RFC 1870: the server can refuse before it has everything."""
    _, server = sent(offers=["SIZE 10000"])

    assert server.commands[1].startswith("MAIL FROM:<me@example.com> SIZE=")


@pytest.mark.parametrize("offer", ["SIZE", "SIZE 0", "SIZE many"])
def test_a_server_without_a_limit_takes_any_letter(offer: str) -> None:
    """RFC 1870 section 4: zero is no limit, and nonsense is none either."""
    outcome, _ = sent(offers=[offer])

    assert outcome.fate is Fate.ACCEPTED


@pytest.mark.parametrize("kind", [Kind.REPLY, Kind.DECLINE, Kind.ALERT, Kind.DIGEST])
def test_only_for_automatic_answers_no_notice_of_failure_is_wanted(kind: Kind) -> None:
    """RFC 3461 section 4.1: somebody wants to know that an alert did not arrive."""
    with scripted_smtp(offers=["DSN"]) as server:
        smtp_post(server.port).send(a_letter(kind=kind))

    silent = kind in (Kind.REPLY, Kind.DECLINE)
    assert server.commands[2] == f"RCPT TO:<him@example.net>{' NOTIFY=NEVER' if silent else ''}"


def test_eight_bits_are_announced_where_they_are_understood() -> None:
    """RFC 6152; our own letters have seven, and originals that are handed on may have more."""
    with scripted_smtp(offers=["8BITMIME"]) as server:
        post = smtp_post(server.port)
        post.send(a_letter(text="Grüße\r\n"))
        post.send(a_letter())

    assert [c for c in server.commands if c.startswith("MAIL")] == [
        "MAIL FROM:<me@example.com> BODY=8BITMIME",
        "MAIL FROM:<me@example.com>",
    ]


# --- where it goes wrong -------------------------------------------------------------------------


@pytest.mark.parametrize("greeting", ["421 busy", "554 go away", hang_up, fall_silent, "garbage"])
def test_a_server_that_does_not_greet_has_nothing(greeting: Answer) -> None:
    """The letter waits, even if the server says that it never wants to hear of us."""
    outcome, server = sent(greeting=greeting, connect_timeout=SOON)

    assert outcome.fate is Fate.DEFERRED
    assert server.commands == []


@pytest.mark.parametrize("step", ["EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("answer", [hang_up, fall_silent, "garbage"])
def test_a_connection_lost_before_the_text_defers_the_letter(step: str, answer: Answer) -> None:
    """The server cannot have it."""
    outcome, server = sent(
        {step: answer, "HELO": answer}, answer_timeout=SOON, connect_timeout=SOON
    )

    assert outcome.fate is Fate.DEFERRED
    assert server.arrived == []


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "."])
@pytest.mark.parametrize(
    ("answer", "fate"),
    [("451 later", Fate.DEFERRED), ("421 bye", Fate.DEFERRED), ("550 no", Fate.REJECTED)],
)
def test_a_refusal_counts_wherever_it_is_given(step: str, answer: str, fate: Fate) -> None:
    """Up to the answer to the whole text."""
    outcome, server = sent({step: answer})

    assert (outcome.fate, outcome.code) == (fate, int(answer[:3]))
    assert server.arrived == []


def test_a_connection_lost_amid_the_text_defers_the_letter() -> None:
    """Without the final dot no server may keep it (RFC 5321 section 4.1.1.4)."""

    def read_a_little(client: Any) -> None:
        client.say(b"354 go on\r\n")
        client.hear()
        client.hang_up()

    with scripted_smtp({"DATA": read_a_little}) as server:
        outcome = smtp_post(server.port).send(a_letter(text="a long story\r\n" * 500_000))

    assert outcome.fate is Fate.DEFERRED
    assert outcome.code is None


@pytest.mark.parametrize("answer", [hang_up, fall_silent, "garbage", "354 go on"])
def test_without_an_answer_to_the_text_nobody_knows(answer: Answer) -> None:
    """The letter is neither sent again nor taken for sent."""
    outcome, server = sent({".": answer}, verdict_timeout=SOON)

    assert outcome.fate is Fate.UNCERTAIN
    assert server.connections == 1


def test_an_answer_that_is_cut_short_counts_if_its_code_is_there() -> None:
    """The server said that it has the letter."""
    outcome, _ = sent({".": cut_short})

    assert outcome.fate is Fate.ACCEPTED


def test_a_server_that_closes_amid_the_recipients_has_nothing() -> None:
    """Although it took the first of them."""
    with scripted_smtp({"RCPT": ["250 fine", "421 bye"]}) as server:
        outcome = smtp_post(server.port).send(a_letter("him@example.net", "her@example.net"))

    assert (outcome.fate, outcome.code) == (Fate.DEFERRED, 421)
    assert server.arrived == []


@pytest.mark.parametrize(
    "address", ["him@example.net>\r\nRCPT TO:<her@example.net", "him", "a b@example.net", ""]
)
def test_what_is_no_address_never_reaches_the_wire(address: str) -> None:
    """Nobody adds a command to the dialogue."""
    with scripted_smtp() as server:
        outcome = smtp_post(server.port).send(a_letter(address))

    assert outcome.fate is Fate.REJECTED
    assert server.commands == []


# --- the null sender -----------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["550 who are you", "501 syntax", "450 who are you"])
def test_a_null_sender_that_is_refused_at_once_is_replaced_in_the_same_dialogue(
    answer: str,
) -> None:
    """By the author, who is ours."""
    outcome, server = sent({"MAIL": [answer, "250 fine"]}, mail_from="")

    assert outcome.fate is Fate.ACCEPTED
    assert outcome.null_sender_refused
    assert server.connections == 1
    assert server.commands[1:4] == ["MAIL FROM:<>", "RSET", "MAIL FROM:<me@example.com>"]


@pytest.mark.parametrize("step", ["RCPT", "."])
def test_a_null_sender_that_is_refused_late_is_replaced_too(step: str) -> None:
    """Some servers say what they think of the sender at RCPT only, some after the text."""
    outcome, server = sent({step: ["550 5.7.1 not your address", "250 fine"]}, mail_from="")

    assert outcome.fate is Fate.ACCEPTED
    assert outcome.null_sender_refused
    assert [one.mail_from for one in server.arrived] == ["me@example.com"]


def test_what_a_server_thinks_of_the_null_sender_is_remembered() -> None:
    """The next letter begins with the author."""
    with scripted_smtp({"MAIL": ["550 who are you", "250 fine"]}) as server:
        post = smtp_post(server.port)
        outcomes = [post.send(a_letter(mail_from="")) for _ in range(2)]

    assert [one.null_sender_refused for one in outcomes] == [True, True]
    assert server.commands.count("MAIL FROM:<>") == 1


def test_a_server_that_hangs_up_on_the_null_sender_gets_the_author_next_time() -> None:
    """The letter waits in between."""
    answers: dict[str, Sequence[Answer]] = {
        "MAIL": ["550 no", "250 ok"],
        "RSET": [hang_up, "250 ok"],
    }
    with scripted_smtp(answers) as server:
        post = smtp_post(server.port)
        outcomes = [post.send(a_letter(mail_from="")) for _ in range(2)]

    assert [one.fate for one in outcomes] == [Fate.DEFERRED, Fate.ACCEPTED]
    assert [one.null_sender_refused for one in outcomes] == [True, True]


@pytest.mark.parametrize(
    "answers", [{"MAIL": "421 bye"}, {"MAIL": "530 log in"}, {"RCPT": "450 greylisted"}]
)
def test_what_is_no_fault_of_the_null_sender_is_not_tried_twice(
    answers: dict[str, Answer],
) -> None:
    """A server that is busy or wants a login says so to everybody."""
    outcome, server = sent(answers, mail_from="")

    assert outcome.fate is Fate.DEFERRED
    assert not outcome.null_sender_refused
    assert [c for c in server.commands if c.startswith("MAIL")] == ["MAIL FROM:<>"]


def test_a_letter_with_an_envelope_sender_is_offered_once() -> None:
    """There is nobody else to try."""
    outcome, server = sent({"MAIL": "550 no"})

    assert outcome.fate is Fate.REJECTED
    assert server.commands.count("MAIL FROM:<me@example.com>") == 1


# --- the login -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("offer", "answers", "heard"),
    [
        ("AUTH PLAIN LOGIN", {}, ["AUTH PLAIN AG1lQGV4YW1wbGUuY29tAGNvcnJlY3QgaG9yc2U="]),
        ("AUTH=PLAIN", {}, ["AUTH PLAIN AG1lQGV4YW1wbGUuY29tAGNvcnJlY3QgaG9yc2U="]),
        (
            "AUTH LOGIN",
            {
                "AUTH": "334 VXNlcm5hbWU6",
                "BWVAZXHHBXBSZS5JB20=": "334 UGFzc3dvcmQ6",
            },
            ["AUTH LOGIN", "bWVAZXhhbXBsZS5jb20=", "Y29ycmVjdCBob3JzZQ=="],
        ),
    ],
)
def test_it_logs_in_the_way_that_the_server_knows(
    offer: str, answers: dict[str, Answer], heard: list[str]
) -> None:
    """RFC 4954; the password may have any letters (RFC 4616)."""
    script = {name.upper(): answer for name, answer in answers.items()}
    script |= {"BWVAZXHHBXBSZS5JB20=": "334 UGFzc3dvcmQ6", "Y29YCMVJDCBOB3JZZQ==": "235 fine"}
    outcome, server = sent(script, offers=[offer], user=USER)

    assert outcome.fate is Fate.ACCEPTED
    assert server.commands[1 : 1 + len(heard)] == heard


@pytest.mark.parametrize("answer", ["535 5.7.8 bad", "534 too weak", "501 what", "504 what"])
def test_a_refused_login_waits_for_somebody_to_put_it_right(answer: str) -> None:
    """And is tried once only: a second wrong password may lock the account."""
    outcome, server = sent({"AUTH": answer}, offers=["AUTH LOGIN PLAIN CRAM-MD5"], user=USER)

    assert outcome.fate is Fate.DEFERRED
    assert outcome.login_refused
    assert [c.split()[0] for c in server.commands] == ["ehlo", "AUTH"]


def test_a_login_that_cannot_be_looked_up_now_is_no_refusal() -> None:
    """RFC 4954 section 6: 454 is for now."""
    outcome, _ = sent({"AUTH": "454 directory is down"}, offers=["AUTH PLAIN"], user=USER)

    assert (outcome.fate, outcome.login_refused) == (Fate.DEFERRED, False)


def test_a_server_that_takes_no_password_is_told_of() -> None:
    """Perhaps it would under TLS."""
    outcome, server = sent(offers=["AUTH GSSAPI"], user=USER)

    assert outcome.login_refused
    assert "smtp.tls" in outcome.text
    assert not any(command.startswith("AUTH") for command in server.commands)


@pytest.mark.parametrize("code", [530, 535])
def test_a_server_that_wants_a_login_after_all_refuses_no_letter(code: int) -> None:
    """The configuration lacks `user`, and the letter waits for it."""
    outcome, _ = sent({"MAIL": f"{code} authentication required"})

    assert (outcome.fate, outcome.login_refused) == (Fate.DEFERRED, True)


def test_without_a_user_nobody_asks_for_a_password() -> None:
    """A server in the house may want none."""

    def no_password() -> str:
        raise AssertionError

    with scripted_smtp(offers=["AUTH PLAIN"]) as server:
        where = Server(host="127.0.0.1", port=server.port, tls="none")
        outcome = SmtpPost(where, no_password, ehlo="example.com").send(a_letter())

    assert outcome.fate is Fate.ACCEPTED


def test_a_password_that_cannot_be_read_defers_the_letter() -> None:
    """A keyring may be locked until its owner comes."""

    def locked() -> str:
        raise InvalidConfiguration("there is no password in the keyring", advice="unlock it")

    with scripted_smtp(offers=["AUTH PLAIN"]) as server:
        where = Server(host="127.0.0.1", port=server.port, tls="none", user=USER)
        outcome = SmtpPost(where, locked, ehlo="example.com").send(a_letter())

    assert outcome.fate is Fate.DEFERRED
    assert "there is no password in the keyring" in outcome.text
    assert outcome.text.isprintable()


@pytest.mark.parametrize("secret", [PASSWORD, "AG1lQGV4YW1wbGUuY29tAGNvcnJlY3QgaG9yc2U="])
def test_no_secret_is_told_even_if_the_server_repeats_it(secret: str) -> None:
    """In the clear or as it went over the wire."""
    outcome, _ = sent({"AUTH": f"535 what is {secret}"}, offers=["AUTH PLAIN"], user=USER)

    assert outcome.text.endswith("535 what is ********")
