"""What every Post promises: over SMTP to a real server and to a scripted one, and in memory."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field

import pytest

from screener.adapters.memory.post import Arrived, MemoryPost
from screener.adapters.smtp import Server, SmtpPost
from screener.ports.post import Fate, Post, RefusedRecipient
from tests.letters import a_letter
from tests.servers.ports import free_port
from tests.servers.smtp import PASSWORD, USER, Answer, Client, hang_up, scripted_smtp, sink

HIM, HER = "him@example.net", "her@example.net"


@dataclass(frozen=True, kw_only=True)
class Ways:
    """How a server behaves; what is not said goes well."""

    refuses: dict[str, int] = field(default_factory=dict)
    verdict: int = 250
    size_limit: int | None = None
    forbids_null_sender: bool = False
    refuses_login: bool = False
    loses_answers: bool = False
    is_down: bool = False


@dataclass(frozen=True)
class Office:
    """A Post, and every letter that the server behind it has."""

    post: Post
    arrived: Sequence[Arrived]


def smtp_post(port: int, ways: Ways) -> SmtpPost:
    """A Post for the server on that port, or for one that is not there."""
    server = Server(
        host="127.0.0.1", port=free_port() if ways.is_down else port, user=USER, tls="none"
    )
    password = "wrong" if ways.refuses_login else PASSWORD
    return SmtpPost(server, lambda: password, ehlo="example.com")


@contextmanager
def in_memory(ways: Ways) -> Iterator[Office]:
    """The twin."""
    post = MemoryPost(**vars(ways))
    yield Office(post, post.arrived)


@contextmanager
def at_a_real_server(ways: Ways) -> Iterator[Office]:
    """Over SMTP, to aiosmtpd."""
    with sink(login=True, size_limit=ways.size_limit) as server:
        server.refuses = ways.refuses
        server.verdict = ways.verdict
        server.forbids_null_sender = ways.forbids_null_sender
        server.loses_answers = ways.loses_answers
        yield Office(smtp_post(server.port, ways), server.arrived)


@contextmanager
def at_a_scripted_server(ways: Ways) -> Iterator[Office]:
    """Over SMTP, to one that offers everything and reads nothing into it."""

    def mail(client: Client) -> str:
        forbidden = ways.forbids_null_sender and "<>" in client.last
        return "550 5.7.1 who are you" if forbidden else "250 sender taken"

    def rcpt(client: Client) -> str:
        code = next((code for each, code in ways.refuses.items() if each in client.last), 250)
        return f"{code} recipient"

    answers: dict[str, Answer] = {
        "AUTH": "535 no" if ways.refuses_login else "235 welcome",
        "MAIL": mail,
        "RCPT": rcpt,
        ".": hang_up if ways.loses_answers else f"{ways.verdict} letter",
    }
    size = f"SIZE {ways.size_limit}" if ways.size_limit else "SIZE"
    with scripted_smtp(answers, offers=["AUTH PLAIN", size, "8BITMIME", "DSN"]) as server:
        yield Office(smtp_post(server.port, ways), server.arrived)


OFFICES: dict[str, Callable[[Ways], AbstractContextManager[Office]]] = {
    "memory": in_memory,
    "aiosmtpd": at_a_real_server,
    "scripted": at_a_scripted_server,
}


@pytest.fixture(params=OFFICES)
def office(request: pytest.FixtureRequest) -> Iterator[Callable[..., Office]]:
    """Opens an office whose server behaves in those ways."""
    with ExitStack() as stack:
        yield lambda **ways: stack.enter_context(OFFICES[request.param](Ways(**ways)))


Open = Callable[..., Office]


def test_a_letter_arrives_to_the_octet(office: Open) -> None:
    """Dots at the beginning of a line, and the envelope that it was given, included."""
    there = office()
    letter = a_letter(text="No.\r\n.\r\n..and a dot\r\n")
    outcome = there.post.send(letter)

    assert outcome.fate is Fate.ACCEPTED
    assert outcome.code == 250
    assert outcome.refused == ()
    assert there.arrived == [Arrived("me@example.com", (HIM,), letter.raw)]


def test_a_look_tells_whether_a_letter_could_be_sent_and_sends_none(office: Open) -> None:
    """As far as it is known before there is one."""
    there = office()

    assert there.post.look() is None
    assert there.arrived == []


@pytest.mark.parametrize("way", ["is_down", "refuses_login"])
def test_a_look_tells_why_no_letter_could_be_sent(office: Open, way: str) -> None:
    """And whether the password is to blame."""
    outcome = office(**{way: True}).post.look()

    assert outcome is not None
    assert outcome.text
    assert outcome.login_refused == (way == "refuses_login")


def test_each_letter_goes_by_itself(office: Open) -> None:
    """One Post sends many."""
    there = office()
    fates = [there.post.send(a_letter(to, text=to)).fate for to in (HIM, HER, HIM)]

    assert fates == [Fate.ACCEPTED] * 3
    assert [one.recipients for one in there.arrived] == [(HIM,), (HER,), (HIM,)]


@pytest.mark.parametrize(("code", "fate"), [(550, Fate.REJECTED), (451, Fate.DEFERRED)])
def test_a_recipient_whom_the_server_refuses_gets_nothing(
    office: Open, code: int, fate: Fate
) -> None:
    """For good with 5xx, for now with 4xx."""
    there = office(refuses={HIM: code})
    outcome = there.post.send(a_letter())

    assert (outcome.fate, outcome.code) == (fate, code)
    assert there.arrived == []


def test_of_several_recipients_those_who_are_refused_are_told(office: Open) -> None:
    """The others have the letter, so it is not to be sent again."""
    there = office(refuses={HER: 550})
    outcome = there.post.send(a_letter(HIM, HER))

    assert outcome.fate is Fate.ACCEPTED
    assert [(one.address, one.code) for one in outcome.refused] == [(HER, 550)]
    assert all(isinstance(one, RefusedRecipient) for one in outcome.refused)
    assert [one.recipients for one in there.arrived] == [(HIM,)]


def test_as_long_as_one_recipient_may_be_taken_later_the_letter_waits(office: Open) -> None:
    """Nobody has it yet."""
    there = office(refuses={HIM: 550, HER: 450})
    outcome = there.post.send(a_letter(HIM, HER))

    assert (outcome.fate, outcome.code) == (Fate.DEFERRED, 450)
    assert there.arrived == []


@pytest.mark.parametrize(("verdict", "fate"), [(554, Fate.REJECTED), (452, Fate.DEFERRED)])
def test_a_text_that_the_server_refuses_arrives_nowhere(
    office: Open, verdict: int, fate: Fate
) -> None:
    """What it says after the last dot counts."""
    there = office(verdict=verdict)
    outcome = there.post.send(a_letter())

    assert (outcome.fate, outcome.code) == (fate, verdict)
    assert there.arrived == []


def test_nobody_knows_what_became_of_a_letter_without_an_answer(office: Open) -> None:
    """This server has it, and another one might not."""
    there = office(loses_answers=True)
    outcome = there.post.send(a_letter())

    assert outcome.fate is Fate.UNCERTAIN
    assert len(there.arrived) == 1


def test_a_letter_can_go_without_an_envelope_sender(office: Open) -> None:
    """As automatic answers do, so that nothing ever answers them (RFC 3834 section 3.3)."""
    there = office()
    outcome = there.post.send(a_letter(mail_from=""))

    assert outcome.fate is Fate.ACCEPTED
    assert not outcome.null_sender_refused
    assert [one.mail_from for one in there.arrived] == [""]


def test_where_the_null_sender_is_forbidden_the_author_stands_in(office: Open) -> None:
    """In the same dialogue, and from then on at once; and the caller is told."""
    there = office(forbids_null_sender=True)
    outcomes = [there.post.send(a_letter(mail_from="")) for _ in range(2)]

    assert [one.fate for one in outcomes] == [Fate.ACCEPTED] * 2
    assert [one.null_sender_refused for one in outcomes] == [True] * 2
    assert [one.mail_from for one in there.arrived] == ["me@example.com"] * 2


def test_a_recipient_who_is_refused_is_no_fault_of_the_null_sender(office: Open) -> None:
    """The author's address helps as little."""
    there = office(refuses={HIM: 550})
    outcome = there.post.send(a_letter(mail_from=""))

    assert outcome.fate is Fate.REJECTED
    assert not outcome.null_sender_refused


def test_a_refused_login_is_told_and_the_letter_waits(office: Open) -> None:
    """Nothing is wrong with the letter, and no secret is in what is told."""
    there = office(refuses_login=True)
    outcome = there.post.send(a_letter())

    assert outcome.fate is Fate.DEFERRED
    assert outcome.login_refused
    assert "wrong" not in outcome.text
    assert there.arrived == []


def test_a_server_that_is_not_there_defers_the_letter(office: Open) -> None:
    """Nobody has it."""
    outcome = office(is_down=True).post.send(a_letter())

    assert outcome.fate is Fate.DEFERRED
    assert outcome.code is None
    assert not outcome.login_refused


def test_a_letter_above_the_servers_limit_is_not_even_offered(office: Open) -> None:
    """It would be carried up to the end and then refused."""
    there = office(size_limit=2_000)
    small = there.post.send(a_letter(text="small\r\n"))
    large = there.post.send(a_letter(text="large\r\n" * 500))

    assert (small.fate, large.fate) == (Fate.ACCEPTED, Fate.REJECTED)
    assert len(there.arrived) == 1


def test_an_address_that_is_not_ascii_is_refused_and_not_tried(office: Open) -> None:
    """Not every server on the way would know it (RFC 6531)."""
    there = office()
    outcome = there.post.send(a_letter("jürgen@example.net"))

    assert outcome.fate is Fate.REJECTED
    assert there.arrived == []


@pytest.mark.parametrize(
    "ways",
    [
        {},
        {"refuses": {HIM: 550}},
        {"refuses": {HIM: 421}},
        {"verdict": 554},
        {"loses_answers": True},
        {"refuses_login": True},
        {"is_down": True},
    ],
    ids=str,
)
def test_what_is_told_is_one_line_for_people(office: Open, ways: dict[str, object]) -> None:
    """It goes into the record and onto the screen."""
    text = office(**ways).post.send(a_letter()).text

    assert text == text.strip() != ""
    assert text.isprintable()
