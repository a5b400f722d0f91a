"""What servers do that they should not, or seldom do, and what becomes of it."""

import os
import re
import socket
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from screener.adapters.imap import Server, connect
from screener.adapters.imap.folders import LIST_AGAIN
from screener.adapters.imap.mailbox import ImapMailbox
from screener.adapters.imap.responses import NO_DATE
from screener.adapters.imap.selected import FRESH
from screener.errors import InvalidConfiguration, LoginRefused, ServerRefused, Unreachable
from screener.ports.mailbox import Landed, Mailbox, Moved
from tests.servers.certificates import make_certificate
from tests.servers.dovecot import Dovecot, Quirks
from tests.servers.ports import free_port
from tests.servers.scripted import Answer, Peer, Scripted, scripted

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
Answers = dict[str, Any]

AT_ONCE = timedelta(seconds=0.3)
LONG = timedelta(seconds=30)
IMPATIENT = {"connect_timeout": AT_ONCE, "read_timeout": AT_ONCE}

pytestmark = pytest.mark.xdist_group("mailbox")


def secret() -> str:
    """The password of every account here."""
    return "secret"


def never() -> str:
    """A password that must not be asked for."""
    raise AssertionError("the password was asked for")


def hang_up(peer: Peer, tag: str) -> None:
    """A server that goes without a word."""
    peer.hang_up()


def at(port: int, **differently: Any) -> Server:
    """A server on this machine, in the clear; IMPATIENT is for one that falls silent."""
    ordinary: dict[str, Any] = {"host": "127.0.0.1", "port": port, "user": "me", "tls": "none"}
    patience = {"connect_timeout": LONG, "read_timeout": LONG}
    return Server(**ordinary | patience | differently)


@contextmanager
def a_mailbox(
    *,
    capabilities: str = "IMAP4rev1 IDLE UIDPLUS MOVE LITERAL+",
    patience: timedelta = LONG,
    **answers: Any,
) -> Iterator[tuple[Mailbox, Scripted]]:
    """A connection to a scripted server, the inbox open; `UID_FETCH` stands for `UID FETCH`.

    From now on it may be silent for as long as there is `patience`.
    """
    script = {name.replace("_", " "): answer for name, answer in answers.items()}
    with scripted(script, capabilities=capabilities) as server:
        mailbox = connect(at(server.port), secret)
        assert isinstance(mailbox, ImapMailbox)
        with closing(mailbox):
            mailbox.open("INBOX", writable=True)
            mailbox._session.wire.be_patient(patience)
            server.commands.clear()
            yield mailbox, server


# --- getting in ----------------------------------------------------------------------------------


def test_nobody_there_is_unreachable() -> None:
    """And the advice says where to look."""
    with pytest.raises(Unreachable, match=r"imap\.port"):
        connect(at(free_port()), never)


@pytest.mark.parametrize(
    "greeting",
    [
        "* BYE too busy\r\n",
        "SSH-2.0-OpenSSH\r\n",
        "220 mail.example.com ESMTP\r\n",
        "",
        hang_up,
        "* OK half a gree",
    ],
)
def test_a_strange_greeting_is_unreachable(greeting: Answer) -> None:
    """Whoever that is, the password is not for them."""
    with scripted(greeting=greeting) as server, pytest.raises(Unreachable):
        connect(at(server.port, **IMPATIENT), never)


def test_a_port_that_says_nothing_may_want_tls_first() -> None:
    """Both sides wait then: whoever wrote `starttls` for port 993 is told the word to write."""
    with scripted(greeting="") as server, pytest.raises(Unreachable) as caught:
        connect(at(server.port, **IMPATIENT), never)
    assert "`tls: implicit`" in caught.value.advice


@pytest.mark.parametrize(
    "refusal",
    [
        "NO [AUTHENTICATIONFAILED] Authentication failed.",
        "NO LOGIN failed.",
        "NO [ALERT] Application-specific password required: see the web page",
        "NO [EXPIRED] The password has expired, set another",
        "NO [AUTHENTICATIONFAILED] Temporary password is not accepted",
    ],
)
def test_a_doubted_password_is_a_refused_login(refusal: str) -> None:
    """It is not tried again at once, so the text says what can be done."""
    with scripted({"LOGIN": f"{{tag}} {refusal}\r\n"}) as server:
        with pytest.raises(LoginRefused) as caught:
            connect(at(server.port), secret)
        assert "secret" not in str(caught.value)
        assert "password" in caught.value.advice
        assert server.connections == 1


@pytest.mark.parametrize(
    "answer",
    [
        "{tag} NO [UNAVAILABLE] Try later\r\n",
        "{tag} NO [LIMIT] Maximum number of connections from user+IP exceeded\r\n",
        "{tag} NO [INUSE] Mailbox in use\r\n",
        "{tag} NO [ALERT] Too many simultaneous connections. (Failure)\r\n",
        "{tag} BAD Request is throttled. Suggested Backoff Time: 4000 milliseconds\r\n",
        "* BYE Going down\r\n",
        "{tag} OK half a rep",
        "",
        hang_up,
    ],
)
def test_a_server_in_trouble_at_login_is_unreachable(answer: Answer) -> None:
    """A password that nobody doubted must not end the watching of a mailbox."""
    with scripted({"LOGIN": answer}) as server, pytest.raises(Unreachable):
        connect(at(server.port, **IMPATIENT), secret)


def test_the_pause_that_a_server_asks_for_is_told() -> None:
    """In seconds."""
    throttled = "{tag} BAD Request is throttled. Suggested Backoff Time: 4500 milliseconds\r\n"
    with scripted({"LOGIN": throttled}) as server, pytest.raises(Unreachable) as caught:
        connect(at(server.port), secret)
    assert caught.value.retry_after == 4.5


@pytest.mark.parametrize(
    ("user", "password"),
    [("me", "pässwörd"), ("jürgen", "secret"), ("me", "two\r\nlines")],
)
def test_what_login_cannot_carry_goes_by_authenticate_plain(user: str, password: str) -> None:
    """In UTF-8 (RFC 4616)."""
    heard: list[bytes] = []

    def authenticate(peer: Peer, tag: str) -> None:
        peer.say("+ \r\n")
        heard.append(b64decode(peer.hear()))
        peer.say(f"{tag} OK welcome\r\n")

    with scripted({"AUTHENTICATE": authenticate}, capabilities="IMAP4rev1 AUTH=PLAIN") as server:
        connect(at(server.port, user=user), lambda: password).close()
    assert heard == [f"\0{user}\0{password}".encode()]


def test_a_password_that_no_command_can_carry_is_not_sent() -> None:
    """The server knows LOGIN only."""
    with scripted() as server:
        with pytest.raises(LoginRefused, match="ASCII"):
            connect(at(server.port), lambda: "pässwörd")
        assert not any("LOGIN" in command for command in server.commands)


def test_blanks_quotes_and_backslashes_are_kept() -> None:
    """As a quoted string has them."""
    with scripted() as server:
        connect(at(server.port, user="a user"), lambda: 'a "b" \\c').close()
        assert 'LOGIN "a user" "a \\"b\\" \\\\c"' in server.commands


def test_a_server_that_lets_us_in_at_once_is_taken_at_its_word() -> None:
    """PREAUTH needs no password (RFC 3501, section 7.1.4)."""
    with scripted(greeting="* PREAUTH welcome\r\n") as server:
        connect(at(server.port), never).close()


def test_the_server_is_told_who_we_are_if_it_asks() -> None:
    """Some refuse to serve without ID (RFC 2971); one that refuses ID itself is served."""
    with scripted({"ID": "{tag} NO not now\r\n"}, capabilities="IMAP4rev1 ID") as server:
        connect(at(server.port), secret).close()
        assert 'ID ("name" "screener")' in server.commands


def test_a_real_server_doubts_a_wrong_password(plain_dovecot: Dovecot, user: str) -> None:
    """Dovecot, in its own words."""
    server = at(plain_dovecot.port, user=user)
    with pytest.raises(LoginRefused, match="Authentication failed"):
        connect(server, lambda: "wrong")


def test_too_many_connections_are_no_wrong_password(
    dovecot_with: Callable[[Quirks], Dovecot], user: str
) -> None:
    """Dovecot says [LIMIT]."""
    port = dovecot_with(Quirks(connections=1)).port
    with closing(connect(at(port, user=user), secret)):  # noqa: SIM117  # the second one while the first is there
        with pytest.raises(Unreachable, match="Maximum number of connections"):
            connect(at(port, user=user), secret)


# --- encryption ----------------------------------------------------------------------------------


def test_a_server_without_starttls_gets_no_password() -> None:
    """Whoever stands in between may have taken the word out."""
    with scripted() as server, pytest.raises(Unreachable, match="STARTTLS"):
        connect(at(server.port, tls="starttls"), never)


def test_being_let_in_before_encryption_is_refused() -> None:
    """Otherwise somebody in between could show us another mailbox."""
    greeting = "* PREAUTH welcome\r\n"
    with (
        scripted(greeting=greeting, capabilities="IMAP4rev1 STARTTLS") as server,
        pytest.raises(Unreachable, match="before the connection is encrypted"),
    ):
        connect(at(server.port, tls="starttls"), never)


def test_what_comes_in_the_clear_behind_starttls_is_not_believed() -> None:
    """An answer slipped in there would be taken for one under TLS."""
    slipped = "{tag} OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=EVIL\r\n"
    with (
        scripted({"STARTTLS": slipped}, capabilities="IMAP4rev1 STARTTLS") as server,
        pytest.raises(Unreachable, match="in the clear"),
    ):
        connect(at(server.port, tls="starttls"), never)


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_both_ways_of_encryption_work(plain_dovecot: Dovecot, user: str, tls: str) -> None:
    """With the server's own certificate named."""
    port = plain_dovecot.tls_port if tls == "implicit" else plain_dovecot.port
    server = at(
        port,
        host="localhost",
        user=user,
        tls=tls,
        ca_file=plain_dovecot.certificate,
    )
    with closing(connect(server, secret)) as mailbox:
        assert mailbox.open("INBOX", writable=True).messages == 0
        plain_dovecot.deliver(user, b"Subject: hello\r\n\r\nhello\r\n")
        assert mailbox.wait(LONG) is True
        assert mailbox.uids_after(0) == (1,)


def test_a_certificate_that_nobody_vouches_for_is_explained(plain_dovecot: Dovecot) -> None:
    """The advice names the key that helps."""
    server = at(plain_dovecot.tls_port, host="localhost", tls="implicit")
    with pytest.raises(Unreachable, match="nobody we trust") as caught:
        connect(server, never)
    assert "imap.ca_file" in caught.value.advice


@pytest.mark.parametrize(
    ("name", "valid", "said"),
    [
        ("mail.example.com", timedelta(days=1), "is not for localhost"),
        ("localhost", timedelta(days=-1), "not valid at this time"),
    ],
)
def test_a_wrong_certificate_is_explained(
    tmp_path: Path, name: str, valid: timedelta, said: str
) -> None:
    """A wrong name and a wrong time are told apart."""
    certificate, key = make_certificate(tmp_path, name=name, valid=valid)
    with _tls_server(certificate, key) as port:
        server = at(port, host="localhost", tls="implicit", ca_file=certificate)
        with pytest.raises(Unreachable, match=said):
            connect(server, never)


@contextmanager
def _tls_server(certificate: Path, key: Path) -> Iterator[int]:
    import ssl
    import threading
    from contextlib import suppress

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            context.wrap_socket(connection, server_side=True).close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(10)


def test_tls_to_a_port_that_speaks_none_is_explained() -> None:
    """The usual mistake: 143 for 993."""
    with scripted() as server, pytest.raises(Unreachable, match="does not speak TLS") as caught:
        connect(at(server.port, tls="implicit"), never)
    assert "starttls" in caught.value.advice


def test_certificates_that_cannot_be_read_are_a_mistake_of_the_configuration(
    tmp_path: Path,
) -> None:
    """Found before anybody is asked anything."""
    for missing in (tmp_path / "missing.pem", Path(__file__)):
        with pytest.raises(InvalidConfiguration, match=r"cannot be read"):
            connect(at(free_port(), tls="implicit", ca_file=missing), never)


# --- how much is said ----------------------------------------------------------------------------


def test_a_poll_that_finds_nothing_costs_one_command() -> None:
    """Opening the open folder costs none."""
    with a_mailbox() as (mailbox, server):
        for _ in range(3):
            mailbox.open("INBOX", writable=True)
            assert mailbox.uids_after(7) == ()
        assert server.commands == ["UID SEARCH UID 8:*"] * 3


def test_a_folder_that_has_been_open_for_long_is_opened_again() -> None:
    """Some servers do not tell that it was deleted and made anew."""
    anew = [
        f"* 0 EXISTS\r\n* OK [UIDVALIDITY {number}] x\r\n{{tag}} OK done\r\n" for number in (1, 2)
    ]
    with a_mailbox(SELECT=anew) as (mailbox, server):
        mailbox._session.selected.opened_at -= FRESH  # type: ignore[attr-defined]
        assert mailbox.open("INBOX", writable=True).uidvalidity == 2
        assert mailbox.open("INBOX", writable=True).uidvalidity == 2
        assert server.commands == ['SELECT "INBOX"']


def test_a_server_that_does_not_tell_the_next_uid_is_asked_for_the_last_one() -> None:
    """Or all mail that ever came would count as new at the first start."""
    select = "* 3 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n{tag} OK done\r\n"
    last = "* 3 FETCH (UID 17)\r\n{tag} OK done\r\n"
    with a_mailbox(SELECT=select, FETCH=last) as (mailbox, _):
        assert mailbox.open("INBOX", writable=True).uid_next == 18


def test_folders_are_asked_about_in_one_command() -> None:
    """With LIST-STATUS (RFC 5819); without it each has its own."""
    with a_mailbox(capabilities="IMAP4rev1 LIST-STATUS LIST-EXTENDED") as (mailbox, server):
        mailbox.status(["A", "B"])
        assert server.commands == [
            'LIST "" ("A" "B") RETURN (STATUS (MESSAGES UIDNEXT UIDVALIDITY))'
        ]
    with a_mailbox() as (mailbox, server):
        mailbox.status(["A", "B"])
        assert server.commands == [
            f'STATUS "{name}" (MESSAGES UIDNEXT UIDVALIDITY)' for name in "AB"
        ]


def test_a_folder_of_which_the_server_will_not_tell_stops_no_other() -> None:
    """Its index may be damaged; only a server that serves nobody now is as good as away."""
    told = '* STATUS "B" (MESSAGES 3 UIDNEXT 4 UIDVALIDITY 5)\r\n{tag} OK done\r\n'
    damaged = "{tag} NO [SERVERBUG] Internal error occurred\r\n"
    with a_mailbox(STATUS=[damaged, told]) as (mailbox, _):
        assert list(mailbox.status(["A", "B"])) == ["B"]
    away = "{tag} NO [UNAVAILABLE] Later\r\n"
    with a_mailbox(STATUS=away) as (mailbox, _), pytest.raises(Unreachable):
        mailbox.status(["A"])


def test_a_server_that_refuses_the_list_status_it_offers_is_asked_without() -> None:
    """And is not asked so again over this connection."""
    told = '* STATUS "B" (MESSAGES 3 UIDNEXT 4 UIDVALIDITY 5)\r\n{tag} OK done\r\n'
    at_login, refused = "{tag} OK done\r\n", "{tag} BAD What is RETURN?\r\n"
    answers: Answers = {"LIST": [at_login, refused], "STATUS": told}
    offers = "IMAP4rev1 LIST-STATUS LIST-EXTENDED"
    with a_mailbox(capabilities=offers, **answers) as (mailbox, server):
        for _ in range(2):
            assert list(mailbox.status(["A", "B"])) == ["B"]
        assert [command.split()[0] for command in server.commands] == ["LIST", *["STATUS"] * 4]


def test_no_command_is_longer_than_servers_take() -> None:
    """20,000 scattered UIDs, in everything that takes UIDs (RFC 7162, section 4)."""
    uids = list(range(100_000, 140_000, 2))
    with a_mailbox() as (mailbox, server):
        list(mailbox.headers(uids))
        list(mailbox.wholes(uids))
        mailbox.flags(uids)
        mailbox.change_flags(uids, add=["work"])
        mailbox.copy(uids, "Other")
        mailbox.remove_copied(uids)
        assert max(map(len, server.commands)) < 8000
        stored = [command for command in server.commands if "STORE" in command]
    named = [int(uid) for command in stored for uid in re.findall(r"\d{6}", command)]
    assert sorted(set(named)) == uids


def test_a_very_large_folder_is_searched_in_windows() -> None:
    """From the end, so that an expunge in between cannot hide a message."""
    select = (
        "* 250000 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n* OK [UIDNEXT 900000] x\r\n{tag} OK done\r\n"
    )
    found = [f"* SEARCH {uid}\r\n{{tag}} OK done\r\n" for uid in (800_000, 500_000, 12)]
    with a_mailbox(SELECT=select, UID_SEARCH=[*found, "* SEARCH\r\n{tag} OK\r\n"]) as (
        mailbox,
        server,
    ):
        assert mailbox.uids_after(3) == (12, 500_000, 800_000)
        assert mailbox.uids_after(899_000) == ()
        assert server.commands == [
            "UID SEARCH 150001:250000 UID 4:*",
            "UID SEARCH 50001:150000 UID 4:*",
            "UID SEARCH 1:50000 UID 4:*",
            "UID SEARCH UID 899001:*",
        ]


def test_leaving_expunges_nothing() -> None:
    """LOGOUT and no CLOSE; nor is EXPUNGE ever sent without UIDs."""
    with a_mailbox() as (mailbox, server):
        mailbox.move([1], "Other")
        mailbox.remove_copied([1])
        mailbox.open("Other", writable=True)
        mailbox.close()
        assert server.commands[-1] == "LOGOUT"
        assert not any(command.startswith(("CLOSE", "EXPUNGE")) for command in server.commands)


# --- searching -----------------------------------------------------------------------------------


def test_a_message_that_is_announced_before_it_is_found_is_found() -> None:
    """The announcement comes with the answer that does not have it yet."""
    answers = ["* SEARCH\r\n* 1 EXISTS\r\n{tag} OK\r\n", "* SEARCH 1\r\n{tag} OK done\r\n"]
    with a_mailbox(UID_SEARCH=answers) as (mailbox, _):
        assert mailbox.uids_after(0) == (1,)


def test_an_announcement_in_idle_is_followed_by_a_second_look() -> None:
    """The server hides the message for one SEARCH."""
    idle = "+ idling\r\n* 1 EXISTS\r\n"
    answers = ["* SEARCH\r\n{tag} OK\r\n", "* SEARCH 1\r\n{tag} OK done\r\n"]
    with a_mailbox(IDLE=_until_done(idle), UID_SEARCH=answers) as (mailbox, _):
        assert mailbox.wait(LONG) is True
        assert mailbox.uids_after(0) == (1,)


def test_an_answer_in_several_lines_is_one_answer() -> None:
    """Some servers split SEARCH, and some add a MODSEQ."""
    answer = "* SEARCH 3 1\r\n* SEARCH 2 (MODSEQ 99)\r\n{tag} OK done\r\n"
    with a_mailbox(UID_SEARCH=answer) as (mailbox, _):
        assert mailbox.uids_after(0) == (1, 2, 3)


def test_a_stranger_cannot_speak_to_the_server_through_a_message_id() -> None:
    """One command goes out, and it has no word of his."""
    with a_mailbox() as (mailbox, server):
        mailbox.find(message_id='<x"\r\nA1 DELETE INBOX\r\n>', received=NOON, size=100)
        mailbox.find(message_id='<quo"te\\>', received=NOON, size=100)
    assert server.commands[:4] == [
        "NOOP",
        "UID SEARCH SINCE 19-Nov-2026 BEFORE 22-Nov-2026 LARGER 99 SMALLER 101",
        "NOOP",
        r'UID SEARCH HEADER Message-ID "<quo\"te\\>"',
    ]


# --- reading -------------------------------------------------------------------------------------


def _header(uid: int, *, items: str = "", subject: str = "x") -> str:
    header = f"Subject: {subject}\r\n\r\n"
    ordinary = 'FLAGS (\\Seen) INTERNALDATE "20-Nov-2026 13:00:00 +0100" RFC822.SIZE 99'
    return (
        f"* {uid} FETCH (UID {uid} {items or ordinary} BODY[HEADER]<0> {{{len(header)}}}\r\n"
        f"{header})\r\n"
    )


def _fetch_all_but(poisoned: int) -> Answer:
    """A server that says NO to a batch in which that message's header is asked for."""

    def fetch(peer: Peer, tag: str) -> None:
        command = peer.last.decode()
        uids = _named(command)
        if "BODY" in command and poisoned in uids:
            peer.say(f"{tag} NO [SERVERBUG] Internal error occurred\r\n")
            return
        for uid in uids:
            date = 'INTERNALDATE "20-Nov-2026 12:00:00 +0000" RFC822.SIZE 9'
            peer.say(_header(uid) if "BODY" in command else f"* {uid} FETCH (UID {uid} {date})\r\n")
        peer.say(f"{tag} OK done\r\n")

    return fetch


def _named(command: str) -> list[int]:
    uids: list[int] = []
    for piece in command.split()[3].split(","):
        first, _, last = piece.partition(":")
        uids.extend(range(int(first), int(last or first) + 1))
    return uids


def test_one_message_that_the_server_cannot_show_stops_nobody() -> None:
    """All others come, and of that one all that can be had; so it is reported and not lost."""
    there = "* SEARCH 313\r\n{tag} OK done\r\n"
    with a_mailbox(UID_FETCH=_fetch_all_but(313), UID_SEARCH=there) as (mailbox, server):
        headers = list(mailbox.headers(range(1, 701)))
        assert [header.uid for header in headers] == list(range(1, 701))
        assert [header.uid for header in headers if not header.header] == [313]
        assert headers[312].received == NOON
        assert len(server.commands) < 40


def test_a_message_of_which_the_server_says_nothing_is_told_apart_from_one_that_is_gone() -> None:
    """It is there, so it is not dropped without a word."""
    answers: Answers = {
        "UID_FETCH": _header(1) + "* 2 FETCH (UID 2 BODY[HEADER]<0> NIL)\r\n{tag} OK done\r\n",
        "UID_SEARCH": "* SEARCH 2\r\n{tag} OK done\r\n",
    }
    with a_mailbox(**answers) as (mailbox, _):
        first, second = mailbox.headers([1, 2, 3])
    assert (first.uid, second.uid, second.header, second.received) == (1, 2, b"", NO_DATE)


def test_the_items_of_an_answer_may_come_in_any_order_and_form() -> None:
    """Quoted header, flags at the end, a date of one digit, a flag that looks like an item."""
    answer = (
        '* 9 FETCH (BODY[HEADER]<0> "Subject: \\"x\\"" INTERNALDATE " 1-Nov-2026 00:30:00 +0100" '
        "RFC822.SIZE 12 EMAILID (M77) FLAGS (UID 5 \\Seen) UID 3)\r\n"
    )
    late = '* 10 FETCH (UID 4 BODY[HEADER] {4}\r\nX: y INTERNALDATE "garbage" FLAGS ())\r\n'
    with a_mailbox(capabilities="IMAP4rev1 OBJECTID", UID_FETCH=answer + late + "{tag} OK\r\n") as (
        mailbox,
        server,
    ):
        first, second = mailbox.headers([3, 4])
        assert "EMAILID" in server.commands[0]
    assert first.header == b'Subject: "x"'
    assert first.received == datetime(2026, 10, 31, 23, 30, tzinfo=UTC)
    assert first.flags == {"UID", "5", r"\Seen"}
    assert first.stable_id == "emailid:M77"
    assert (second.header, second.received, second.stable_id) == (b"X: y", NO_DATE, None)


def test_gmails_identity_is_asked_for() -> None:
    """It stays the same in every label."""
    answer = _header(1, items="X-GM-MSGID 1278455344230334865") + "{tag} OK done\r\n"
    with a_mailbox(capabilities="IMAP4rev1 X-GM-EXT-1", UID_FETCH=answer) as (mailbox, _):
        (header,) = mailbox.headers([1])
    assert header.stable_id == "gm:1278455344230334865"


def test_news_of_other_messages_amid_an_answer_is_not_mistaken_for_it() -> None:
    """Changes of flags, of our own messages too, and an expunge."""
    answer = (
        "* 7 FETCH (UID 7 FLAGS (\\Flagged))\r\n* 3 FETCH (FLAGS (\\Answered))\r\n* 2 EXPUNGE\r\n"
        + _header(1)
        + "* 1 FETCH (UID 1 FLAGS (work))\r\n{tag} OK done\r\n"
    )
    with a_mailbox(UID_FETCH=answer) as (mailbox, _):
        (header,) = mailbox.headers([1])
    assert header.header == b"Subject: x\r\n\r\n"
    assert header.flags == {"work"}


@pytest.mark.parametrize(
    "nonsense",
    [
        "* 1 FETCH (UID 1 BODY[HEADER]<0> {9999999999}\r\nabc",
        "this is no IMAP\r\n",
        "A999 OK that was no question\r\n",
        "{tag} PERHAPS\r\n",
        "* BYE Mailbox deleted\r\n",
        "* 1 FETCH (UID 1 BODY[HEADER]<0> {100}\r\nabc",
        "* 1 FETCH (UID",
        "",
        hang_up,
        "* SEARCH" + " 1" * 3_000_000,
    ],
)
def test_nonsense_ends_the_connection(nonsense: Answer) -> None:
    """What comes after it cannot be trusted; nor is anybody kept waiting, or out of memory."""
    with a_mailbox(UID_FETCH=nonsense, patience=AT_ONCE) as (mailbox, _):
        with pytest.raises(Unreachable):
            list(mailbox.headers([1]))
        with pytest.raises(Unreachable):
            mailbox.uids_after(0)


def test_an_answer_without_text_is_an_answer() -> None:
    """`OK` is enough."""
    with a_mailbox(UID_SEARCH="* SEARCH 5\r\n{tag} OK\r\n") as (mailbox, _):
        assert mailbox.uids_after(0) == (5,)


def test_a_throttled_request_ends_the_connection_for_as_long_as_is_asked() -> None:
    """Exchange answers BAD."""
    throttled = "{tag} BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds\r\n"
    with a_mailbox(UID_SEARCH=throttled) as (mailbox, _):
        with pytest.raises(Unreachable) as caught:
            mailbox.uids_after(0)
        assert caught.value.retry_after == 299.961


def test_another_folder_is_not_read_by_mistake() -> None:
    """UIDs of one folder mean other messages in the next."""
    answer = "".join(_header(uid) for uid in range(1, 501)) + "{tag} OK done\r\n"
    with a_mailbox(UID_FETCH=answer) as (mailbox, _):
        headers = mailbox.headers(range(1, 1001))
        next(headers)
        mailbox.open("Other", writable=False)
        with pytest.raises(RuntimeError):
            list(headers)


# --- moving --------------------------------------------------------------------------------------


def test_a_batch_that_a_vanished_message_holds_up_is_tried_again_without_it() -> None:
    """NO [EXPUNGEISSUED]: nothing has moved."""
    answers: Answers = {
        "UID_MOVE": [
            "{tag} NO [EXPUNGEISSUED] Some messages are gone\r\n",
            "* OK [COPYUID 5 1,3 11:12] Moved\r\n* 1 EXPUNGE\r\n{tag} OK done\r\n",
        ],
        "UID_SEARCH": "* SEARCH 1 3\r\n{tag} OK done\r\n",
    }
    with a_mailbox(**answers) as (mailbox, server):
        moved = mailbox.move([1, 2, 3], "Other")
        assert server.commands == [
            'UID MOVE 1:3 "Other"',
            "NOOP",
            "UID SEARCH UID 1:3",
            'UID MOVE 1,3 "Other"',
        ]
    assert moved == Moved({1: Landed(5, 11), 3: Landed(5, 12)}, frozenset({2}))


def test_a_folder_that_is_missing_is_made_on_the_way() -> None:
    """And subscribed, so that mail programs show it."""
    answers: Answers = {
        "UID_MOVE": [
            "{tag} NO [TRYCREATE] Mailbox doesn't exist\r\n",
            "{tag} OK [COPYUID 5 1 1] done\r\n",
        ],
        "LIST": "{tag} OK done\r\n",
    }
    with a_mailbox(**answers) as (mailbox, server):
        assert mailbox.move([1], "Screened/New").landed == {1: Landed(5, 1)}
        assert server.commands[1:4] == [
            'LIST "" "Screened/New"',
            'CREATE "Screened/New"',
            'SUBSCRIBE "Screened/New"',
        ]


@pytest.mark.parametrize(
    "code",
    ["5 1:2 7", "5 1:2 1:4294967295", "5 9 9", "x", "5 1:2", "4294967295 1:4294967295 1:2"],
)
def test_a_copyuid_that_does_not_add_up_is_no_receipt(code: str) -> None:
    """What is still there was not moved, whatever the server says."""
    answers: Answers = {
        "UID_MOVE": f"* OK [COPYUID {code}] Moved\r\n{{tag}} OK done\r\n",
        "UID_SEARCH": "* SEARCH 1 2\r\n{tag} OK done\r\n",
    }
    with a_mailbox(**answers) as (mailbox, _):
        assert mailbox.move([1, 2], "Other") == Moved({}, frozenset())


def test_only_what_the_server_confirms_to_have_copied_is_taken_away() -> None:
    """UIDPLUS is offered, and one of two copies is confirmed."""
    answers: Answers = {
        "UID_COPY": ["{tag} OK [COPYUID 5 1 1] done\r\n", "{tag} OK done\r\n"],
        "UID_SEARCH": [
            "* SEARCH 1 2\r\n{tag} OK\r\n",
            "* SEARCH\r\n{tag} OK\r\n",
            "* SEARCH 2\r\n{tag} OK\r\n",
        ],
    }
    with a_mailbox(capabilities="IMAP4rev1 UIDPLUS", **answers) as (mailbox, server):
        moved = mailbox.move([1, 2], "Other")
        expunged = [command for command in server.commands if "EXPUNGE" in command]
    assert expunged == ["UID EXPUNGE 1"]
    assert moved == Moved({1: Landed(5, 1), 2: None}, frozenset(), frozenset({2}))


def test_a_server_without_uidplus_is_asked_who_was_there() -> None:
    """Its OK alone says nothing; what is left is marked, and never expunged."""
    there = "* SEARCH 1\r\n{tag} OK done\r\n"
    with a_mailbox(capabilities="IMAP4rev1", UID_SEARCH=there) as (mailbox, server):
        moved = mailbox.move([1, 2], "Other")
        assert not any("EXPUNGE" in command for command in server.commands)
        assert r"UID STORE 1 +FLAGS.SILENT (\Deleted)" in server.commands
    assert moved == Moved({1: None}, frozenset({2}), frozenset({1}))


def test_a_move_without_receipts_counts_for_those_that_were_there() -> None:
    """MOVE is offered and UIDPLUS is not."""
    there = "* SEARCH 1\r\n{tag} OK done\r\n"
    with a_mailbox(capabilities="IMAP4rev1 MOVE", UID_SEARCH=there) as (mailbox, server):
        assert mailbox.move([1, 2], "Other") == Moved({1: None}, frozenset({2}))
        assert 'UID MOVE 1 "Other"' in server.commands


def test_a_server_that_offers_uid_expunge_and_refuses_it_leaves_the_originals_marked() -> None:
    """The user's own program will take them away."""
    answers: Answers = {
        "UID_COPY": "{tag} OK [COPYUID 5 1 1] done\r\n",
        "UID_EXPUNGE": "{tag} BAD what?\r\n",
        "UID_SEARCH": "* SEARCH 1\r\n{tag} OK done\r\n",
    }
    with a_mailbox(capabilities="IMAP4rev1 UIDPLUS", **answers) as (mailbox, _):
        assert mailbox.move([1], "Other") == Moved({1: Landed(5, 1)}, frozenset(), frozenset({1}))


def test_a_refusal_after_a_first_success_loses_no_receipt() -> None:
    """What has landed is told; the rest is in the answer neither as landed nor as gone."""
    uids = list(range(1, 601))
    answers: Answers = {
        "UID_MOVE": [
            "* OK [COPYUID 5 1:500 1:500] Moved\r\n{tag} OK done\r\n",
            "{tag} NO [OVERQUOTA] Quota exceeded\r\n",
        ]
    }
    with a_mailbox(**answers) as (mailbox, _):
        moved = mailbox.move(uids, "Other")
        assert moved.landed.keys() == set(range(1, 501))
        assert moved.gone == frozenset()
        with pytest.raises(ServerRefused, match="Quota exceeded"):
            mailbox.move([501], "Other")


def test_a_full_account_is_a_refusal_with_advice(
    dovecot_with: Callable[[Quirks], Dovecot], user: str
) -> None:
    """Dovecot says [OVERQUOTA]; the connection is as good as before."""
    port = dovecot_with(Quirks(quota_kilobytes=10)).port
    with closing(connect(at(port, user=user), secret)) as mailbox:
        with pytest.raises(ServerRefused) as caught:
            mailbox.append("INBOX", b"x" * 100_000, flags=(), received=NOON)
        assert "full" in caught.value.advice
        assert mailbox.open("INBOX", writable=True).messages == 0


# --- flags and folders ---------------------------------------------------------------------------


def test_keywords_that_the_server_drops_are_told_and_not_sent() -> None:
    r"""PERMANENTFLAGS has no \*, as with Exchange; what it names is kept, in any case."""
    select = "* 1 EXISTS\r\n* OK [PERMANENTFLAGS (\\seen $MDNSent)] x\r\n{tag} OK done\r\n"
    with a_mailbox(SELECT=select) as (mailbox, server):
        assert mailbox.open("INBOX", writable=True).keywords_allowed is False
        lost = mailbox.change_flags([1], add=[r"\Seen", "work", "$mdnsent"])
        assert lost == {"work"}
        assert server.commands == [r"UID STORE 1 +FLAGS.SILENT (\Seen $mdnsent)"]


def test_a_folder_without_the_right_to_write_keeps_nothing(
    dovecot_with: Callable[[Quirks], Dovecot], user: str
) -> None:
    """Dovecot's access lists: one folder to read only, one where only \\Seen is ours."""
    port = dovecot_with(Quirks(rights={"Read": "lr", "Seen": "lrs"})).port
    with closing(connect(at(port, user=user), secret)) as mailbox:
        for name, lost in (("Read", {r"\Seen", "work"}), ("Seen", {"work"})):
            mailbox.ensure_folder(name)
            with pytest.raises(ServerRefused):
                mailbox.append(name, b"Subject: x\r\n\r\n", flags=(), received=NOON)
            state = mailbox.open(name, writable=True)
            assert state.keywords_allowed is False
            assert mailbox.change_flags([], add=[r"\Seen", "work"]) == lost


def test_special_folders_are_guessed_where_the_server_does_not_say() -> None:
    """By the names that mail programs give."""
    listed = "".join(
        f'* LIST ({attributes}) "/" {name}\r\n'
        for attributes, name in (
            ("", "INBOX"),
            ("\\Noselect", '"Spam"'),
            ("", '"Junk E-mail"'),
            ("", '"Sent Items"'),
            ("", '"Gel&APY-schte Elemente"'),
            ("", "{6}\r\nDrafts"),
        )
    )
    with a_mailbox(LIST=listed + "{tag} OK done\r\n") as (mailbox, _):
        assert mailbox.special(r"\Junk") == "Junk E-mail"
        assert mailbox.special(r"\Sent") == "Sent Items"
        assert mailbox.special(r"\Trash") == "Gelöschte Elemente"
        assert mailbox.special(r"\Drafts") == "Drafts"


def test_a_special_folder_that_is_not_there_is_not_looked_for_in_every_round() -> None:
    """One LIST tells of all of them; only an hour later, or when we made one, there may be more."""
    with a_mailbox(LIST='* LIST () "/" Trash\r\n{tag} OK done\r\n') as (mailbox, server):
        for _ in range(2):
            assert mailbox.special(r"\Junk") is None
            assert mailbox.special(r"\Sent") is None
            assert mailbox.special(r"\Trash") == "Trash"
        assert server.commands == ['LIST "" "*"']
        mailbox._session.specials_listed -= LIST_AGAIN  # type: ignore[attr-defined]
        assert mailbox.special(r"\Junk") is None
        assert server.commands == ['LIST "" "*"'] * 2
        mailbox.ensure_folder("Spam")
        assert mailbox.special(r"\Junk") is None
        assert server.commands[-1] == 'LIST "" "*"'


def test_a_folder_that_cannot_be_named_is_left_out() -> None:
    """Foreign namespaces, broken UTF-7, a slash inside of a name."""
    answers: Answers = {
        "NAMESPACE": '* NAMESPACE (("INBOX." ".")) (("user." ".")) NIL\r\n{tag} OK done\r\n',
        "LIST": '* LIST () "." INBOX\r\n* LIST () "." INBOX.Good\r\n* LIST () "." user.him.Work\r\n'
        '* LIST () "." "INBOX.a/b"\r\n* LIST () "." "INBOX.&AP"\r\n* LIST () "." INBOX.INBOX\r\n'
        "{tag} OK done\r\n",
    }
    with a_mailbox(capabilities="IMAP4rev1 NAMESPACE", **answers) as (mailbox, server):
        assert [folder.name for folder in mailbox.folders()] == ["INBOX", "Good"]
        mailbox.status(["A/B", "INBOX/A"])
        with pytest.raises(ServerRefused, match="separates levels"):
            mailbox.ensure_folder("INBOX.Good")
        assert [command.split()[1] for command in server.commands if "STATUS" in command] == [
            '"INBOX.A.B"',
            '"INBOX.A"',
        ]


def test_a_literal_is_announced_where_the_server_wants_that() -> None:
    """No LITERAL+: the message waits for the server's word, and a refusal ends it."""
    taken: list[bytes] = []

    def append(peer: Peer, tag: str) -> None:
        peer.say("+ go ahead\r\n")
        taken.append(peer.hear_octets(12) + peer.hear())
        peer.say(f"{tag} OK [APPENDUID 5 9] done\r\n")

    answers = [append, "{tag} NO [TOOBIG] No\r\n"]
    with a_mailbox(capabilities="IMAP4rev1", APPEND=answers) as (mailbox, server):
        landed = mailbox.append("A", b"X: y\n\nbody", flags=[r"\Seen"], received=NOON)
        assert landed == Landed(5, 9)
        assert server.commands == [
            r'APPEND "A" (\Seen) "20-Nov-2026 12:00:00 +0000" {12}',
        ]
        with pytest.raises(ServerRefused):
            mailbox.append("A", b"X: y\n\nbody", flags=(), received=NOON)
    assert taken == [b"X: y\r\n\r\nbody"]


# --- waiting -------------------------------------------------------------------------------------


GREW = "* 1 EXISTS\r\n{tag} OK done\r\n"


def _until_done(*said: str) -> Answer:
    """IDLE: say these things, and end it when the client wants to."""

    def idle(peer: Peer, tag: str) -> None:
        for text in said:
            peer.say(text)
        assert peer.hear() == b"DONE"
        peer.say(f"{tag} OK done\r\n")

    return idle


@pytest.mark.parametrize(
    "said",
    [
        ("+ idling\r\n", "* 4 EXISTS\r\n"),
        ("+ idling\r\n* 4 EXISTS\r\n",),
        ("* 4 EXISTS\r\n+ idling\r\n",),
        ("+ idling\r\n", "* OK Still here\r\n", "* 4 EX", "ISTS\r\n"),
        ("+ idling\r\n", "* 1 RECENT\r\n"),
        ("+ idling\r\n", "* 3 EXPUNGE\r\n"),
        ("+ idling\r\n", "* 3 FETCH (FLAGS (\\Seen))\r\n"),
        ("+ idling\r\n", "* VANISHED 12\r\n"),
    ],
)
def test_every_announcement_is_heard(said: tuple[str, ...]) -> None:
    """However it is cut into pieces, and even before IDLE has begun; then all goes on as before."""
    with a_mailbox(IDLE=_until_done(*said)) as (mailbox, server):
        assert mailbox.wait(LONG) is True
        assert mailbox.uids_after(9) == ()
        assert server.commands[0] == "IDLE"


@pytest.mark.parametrize("said", ["", "* OK Still here\r\n", "* 4 EXIS"])
def test_what_is_no_news_wakes_nobody(said: str) -> None:
    """A sign of life, or half a line, is no reason to look."""
    with a_mailbox(IDLE=_until_done("+ idling\r\n" + said), patience=AT_ONCE) as (mailbox, _):
        if said.endswith("EXIS"):
            with pytest.raises(Unreachable):
                mailbox.wait(AT_ONCE)
            return
        assert mailbox.wait(AT_ONCE) is False
        assert mailbox.uids_after(9) == ()


@pytest.mark.parametrize(
    "end",
    [
        hang_up,
        "+ idling\r\n* BYE I am leaving\r\n",
        "* BYE I am leaving\r\n",
        "",
        "+ idling\r\nrubbish\r\n",
    ],
)
def test_a_connection_that_dies_in_idle_is_known_to_be_dead(end: Answer) -> None:
    """At once, instead of a daemon that spins, or waits for what cannot come."""
    with a_mailbox(IDLE=end, patience=AT_ONCE) as (mailbox, _):
        with pytest.raises(Unreachable):
            mailbox.wait(LONG)
        with pytest.raises(Unreachable):
            mailbox.wait(LONG)


def test_what_a_server_says_as_it_leaves_is_told_in_one_sentence() -> None:
    """Dovecot ends it with a full stop, others do not."""
    with a_mailbox(IDLE="* BYE Server shutting down.\r\n", patience=AT_ONCE) as (mailbox, _):
        with pytest.raises(Unreachable) as left:
            mailbox.wait(LONG)
        assert left.value.message.endswith("broke: the server hung up: Server shutting down.")


def test_a_server_that_falls_silent_in_idle_is_found_out() -> None:
    """It does not answer DONE."""

    def deaf(peer: Peer, tag: str) -> None:
        peer.say("+ idling\r\n")
        assert peer.hear() == b"DONE"

    with a_mailbox(IDLE=deaf, patience=AT_ONCE) as (mailbox, _), pytest.raises(Unreachable):
        mailbox.wait(AT_ONCE)


def test_a_server_that_ends_idle_by_itself_is_not_asked_without_end() -> None:
    """Nor is what it announced lost."""
    with a_mailbox(IDLE="+ idling\r\n{tag} OK that was it\r\n") as (mailbox, server):
        assert mailbox.wait(AT_ONCE) is False
        assert server.commands == ["IDLE"]
    with a_mailbox(IDLE="+ idling\r\n* 4 EXISTS\r\n{tag} OK that was it\r\n") as (mailbox, _):
        assert mailbox.wait(LONG) is True
        assert mailbox.uids_after(9) == ()


@pytest.mark.parametrize("answer", ["{tag} BAD what?\r\n", "{tag} NO not here\r\n"])
def test_a_server_that_refuses_the_idle_it_offers_is_not_asked_again(answer: str) -> None:
    """The scheduled poll has to do."""
    with a_mailbox(IDLE=answer) as (mailbox, server):
        assert mailbox.wait(AT_ONCE) is False
        assert mailbox.wait(AT_ONCE) is False
        assert server.commands == ["IDLE"]


def test_of_a_folder_where_somebody_waits_the_server_is_made_to_tell() -> None:
    """By a NOOP, since a STATUS may be old, and IDLE may be deaf."""
    with a_mailbox(IDLE=_until_done("+ idling\r\n"), NOOP=GREW) as (mailbox, server):
        assert mailbox.wait(AT_ONCE) is False
        assert mailbox.status(["INBOX"])["INBOX"].uid_next == 2
        assert server.commands == ["IDLE", "NOOP"]


@pytest.mark.parametrize(("heard", "told"), [("* 1 EXISTS\r\n", 1), ("", 2)])
def test_what_idle_or_status_tells_is_known_by_one_command(heard: str, told: int) -> None:
    """Once IDLE has ended; before it ends again it is asked in another way."""
    status = f"* STATUS INBOX (MESSAGES 0 UIDNEXT {told} UIDVALIDITY 1)\r\n{{tag}} OK done\r\n"
    idle = _until_done("+ idling\r\n" + heard)
    offers = "IMAP4rev1 NAMESPACE IDLE LIST-STATUS LIST-EXTENDED"
    with a_mailbox(capabilities=offers, IDLE=idle, LIST=status) as (mailbox, server):
        mailbox.wait(AT_ONCE)
        assert mailbox.status(["INBOX", "Junk"])["INBOX"].uid_next == 2
        assert [command.split()[0] for command in server.commands] == ["IDLE", "LIST"]
        mailbox.status(["INBOX", "Junk"])
        assert [command.split()[0] for command in server.commands[2:]] == ["NOOP", "STATUS"]


def test_a_server_that_refuses_the_unselect_it_offers_is_made_to_tell() -> None:
    """In the other way, at every look."""
    with a_mailbox(
        capabilities="IMAP4rev1 UNSELECT", UNSELECT="{tag} BAD what?\r\n", NOOP=GREW
    ) as (mailbox, server):
        assert mailbox.status(["INBOX"])["INBOX"].uid_next == 2
        assert server.commands == ["UNSELECT", "NOOP"]


def test_a_folder_where_nobody_waits_is_left_before_its_status_is_asked() -> None:
    """Servers need not look for the folder that is open."""
    status = '* STATUS "INBOX" (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 1)\r\n{tag} OK done\r\n'
    with a_mailbox(capabilities="IMAP4rev1 UNSELECT", STATUS=status) as (mailbox, server):
        for _ in range(2):
            assert mailbox.status(["INBOX"])["INBOX"].uid_next == 2
        asked = 'STATUS "INBOX" (MESSAGES UIDNEXT UIDVALIDITY)'
        assert server.commands == ["UNSELECT", asked, asked]


def test_without_idle_only_we_ourselves_are_heard() -> None:
    """And a connection that dies."""
    reading, writing = os.pipe()
    try:
        with a_mailbox(capabilities="IMAP4rev1") as (mailbox, server):
            assert mailbox.wait(AT_ONCE, wake=reading) is False
            os.write(writing, b"!")
            assert mailbox.wait(LONG, wake=reading) is True
            assert server.commands == []
    finally:
        os.close(reading)
        os.close(writing)


def test_waking_works_while_the_server_sends_half_a_line() -> None:
    """The other half may never come; who wakes us wants to end."""
    reading, writing = os.pipe()

    def idle(peer: Peer, tag: str) -> None:
        peer.say("+ idling\r\n* 4 EX")
        os.write(writing, b"!")
        assert peer.hear() == b"DONE"
        peer.say(f"ISTS\r\n{tag} OK done\r\n")

    try:
        with a_mailbox(IDLE=idle) as (mailbox, _):
            assert mailbox.wait(LONG, wake=reading) is True
    finally:
        os.close(reading)
        os.close(writing)
