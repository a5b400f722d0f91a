"""When an automatic answer may be sent: every reason against it, one by one."""

from datetime import timedelta
from typing import Any

import pytest

from screener.domain.letters.autoreply import (
    LAID_IN_DRAFTS,
    Limits,
    Refusal,
    Standing,
    own_recipient,
    refusal,
    same_organization,
)
from screener.domain.record.decision import Door
from screener.domain.record.event import Address, Class, Content, Event, MailReceived, Vouched
from tests.builders import (
    NOON,
    a_call,
    a_mail,
    a_voicemail,
    an_arrival,
    an_unreadable,
)

LIMITS = Limits(
    own=frozenset({"me@example.com", "mine@example.org"}),
    written=frozenset({"me@example.com", "mine@example.org"}),
    can_send=True,
)
NOW = NOON + timedelta(hours=1)


def a_question(
    *, sender: str = "him@example.net", return_path: str | None = "him@example.net", **more: Any
) -> MailReceived:
    """A mail that deserves an answer: a person's, vouched for, to me@example.com."""
    return a_mail(sender=sender, return_path=return_path, **{"vouched": Vouched.PASSED, **more})


def why(event: Event | None = None, *, limits: Any = None, **standing: Any) -> Refusal | None:
    """The reason against answering; `limits` are those that differ."""
    return refusal(
        event or a_question(),
        limits=LIMITS._replace(**limits or {}),
        standing=Standing(**standing),
        now=NOW,
    )


def marked(*keywords: str) -> MailReceived:
    """A question with these flags."""
    return a_question(arrival=an_arrival(keywords=frozenset(keywords)))


def addressed(*to: str, cc: tuple[str, ...] = ()) -> MailReceived:
    """A question to others."""
    return a_question(
        to=tuple(Address(address=each) for each in to),
        cc=tuple(Address(address=each) for each in cc),
    )


REFUSED: list[tuple[Refusal, Event | None, dict[str, Any]]] = [
    (Refusal.CALL, a_voicemail(), {}),
    (Refusal.CALL, a_call(), {}),
    (Refusal.NO_SENDER, an_unreadable(), {}),
    (Refusal.NO_SENDER, a_question(from_=()), {}),
    (
        Refusal.SEVERAL_SENDERS,
        a_question(from_=(Address(address="a@x.example"), Address(address="b@x.example"))),
        {},
    ),
    (Refusal.SEVERAL_SENDERS, a_question(defects=("several-from",)), {}),
    *(
        (Refusal.BAD_ADDRESS, a_question(sender=sender), {})
        for sender in (
            "him@localhost",
            "him@[192.0.2.1]",
            "him@example",
            "him@-x.example",
            "him",
            "@example.net",
            "h im@example.net",
            '"a b"@example.net',
            "jürgen@example.net",
            "him@bücher.example",
            "him@example.net\r\nBcc: x@y.example",
            "him@example.net,her@example.net",
            f"{'a' * 65}@example.net",
            f"him@{'a.' * 120}example",
        )
    ),
    (Refusal.YOURSELF, a_question(sender="me@example.com"), {}),
    (Refusal.YOURSELF, a_question(sender="ME+shop@EXAMPLE.com"), {}),
    (Refusal.YOURSELF, a_question(sender="mine@example.org"), {}),
    (Refusal.NO_RETURN_PATH, a_question(return_path=None), {}),
    (Refusal.NULL_RETURN_PATH, a_question(return_path=""), {}),
    *(
        (Refusal.OTHER_RETURN_PATH, a_question(return_path=path), {})
        for path in ("him@mailer.example", "him@example.com", "him@notexample.net", "him@net")
    ),
    (Refusal.LIST, a_question(classes=frozenset({Class.LIST, Class.BULK})), {}),
    (Refusal.BULK, a_question(classes=frozenset({Class.BULK})), {}),
    (Refusal.BOUNCE, a_question(classes=frozenset({Class.BOUNCE, Class.AUTO})), {}),
    (Refusal.BOUNCE, a_question(content=Content(is_delivery_report=True)), {}),
    (Refusal.AUTOMATIC, a_question(classes=frozenset({Class.AUTO})), {}),
    *(
        (Refusal.NO_REPLY, a_question(sender=f"{local}@example.net"), {})
        for local in (
            "noreply",
            "no-reply",
            "No.Reply",
            "no_reply+tag",
            "donotreply",
            "do-not-reply",
            "do_not_reply",
            "dont-reply",
            "never-reply",
            "news-noreply",
            "noreply-1234",
            "no-response",
            "no-answer",
            "autoreply",
            "auto-response",
            "automated-mail",
            "unattended",
            "unmonitored",
            "nicht-antworten",
            "keine_antwort",
            "ne-pas-repondre",
            "nao-responda",
            "no-responder",
            "non-rispondere",
        )
    ),
    *(
        (Refusal.ROLE, a_question(sender=f"{local}@example.net"), {})
        for local in (
            "MAILER-DAEMON",
            "postmaster",
            "root",
            "daemon",
            "nobody",
            "LISTSERV",
            "majordomo",
            "mailman",
            "postmaster+x",
            "owner-press",
            "OWNER-press",
            "press-owner",
            "press-request",
            "press-request-1",
            "press-requestor",
            "press-bounce",
            "press-bounces",
            "press-bounces+1",
            "bounces",
            "bounces+123",
            "abuse",
            "webmaster",
            "notifications",
            "www-data",
        )
    ),
    *(
        (Refusal.VERP, a_question(sender=f"{local}@example.net"), {})
        for local in (
            "bounce-1-alice=example.com",
            "alice=example.com",
            "prvs=0123456789=him",
            "SRS0=xyz=ab=example.com=alice",
            "srs1+x",
            "mail-0123456789abcdef0123",
        )
    ),
    (Refusal.VERP, a_question(return_path="news-1-me=example.com@example.net"), {}),
    (Refusal.ROLE, a_question(return_path="press-bounces@lists.example.net"), {}),
    (Refusal.NO_REPLY, a_question(return_path="noreply@example.net"), {}),
    (Refusal.ROLE, a_question(return_path="prvs=0123456789=root@example.net"), {}),
    (Refusal.NOT_TO_YOU, addressed("her@example.com"), {}),
    (Refusal.NOT_TO_YOU, addressed(), {}),
    (Refusal.NOT_TO_YOU, addressed("me+shop@example.com"), {}),
    *((Refusal.JUNK, marked(keyword), {}) for keyword in ("$Junk", "Junk", "$Phishing")),
    (Refusal.NOT_AUTHENTICATED, a_question(vouched=Vouched.UNKNOWN), {}),
    (Refusal.NOT_AUTHENTICATED, a_question(vouched=Vouched.FORGED), {}),
    (
        Refusal.NOT_AUTHENTICATED,
        a_question(vouched=Vouched.FORGED),
        {"limits": {"answer_unauthenticated": True}},
    ),
    (Refusal.CLOSED_DOOR, None, {"door": Door.CLOSED}),
    (Refusal.RELAY, None, {"through_relay": True}),
    (Refusal.RELAY, None, {"through_relay": True, "door": Door.CLOSED, "declining": True}),
    (Refusal.MAYBE_CLOSED, None, {"maybe_closed": True}),
    (Refusal.TOO_OLD, a_question(arrival=an_arrival(received=NOW - timedelta(days=4))), {}),
    (Refusal.TOO_OLD, None, {"limits": {"oldest": timedelta(minutes=5)}}),
    (Refusal.ANSWERED, marked(r"\Answered"), {}),
    (Refusal.YOU_WROTE, None, {"you_wrote_at": NOW}),
    (Refusal.LATELY, None, {"answered_lately": True}),
    (Refusal.TOO_MANY, None, {"sent_this_hour": 20}),
    (Refusal.TOO_MANY, None, {"limits": {"per_hour": 0}}),
    (Refusal.NO_SMTP, None, {"limits": {"can_send": False}}),
]


def test_a_question_is_answered() -> None:
    """With nothing against it."""
    assert why() is None


@pytest.mark.parametrize(
    ("reason", "event", "otherwise"),
    REFUSED,
    ids=[f"{reason.name}-{number}" for number, (reason, _, _) in enumerate(REFUSED)],
)
def test_an_answer_is_refused(
    reason: Refusal, event: Event | None, otherwise: dict[str, Any]
) -> None:
    """For that reason and no other."""
    assert why(event, **otherwise) is reason


def test_every_reason_has_its_test() -> None:
    """Whoever adds one adds a message that draws it."""
    assert {reason for reason, _, _ in REFUSED} == set(Refusal)


@pytest.mark.parametrize(
    "event",
    [
        a_question(sender="Him.Self+news@Sub.Example.net", return_path="other@example.net"),
        a_question(sender="him@gmail.com", return_path="him@googlemail.com"),
        a_question(sender="him@xn--bcher-kva.example", return_path="him@bücher.example"),
        a_question(return_path="prvs=0123456789=him@example.net"),
        a_question(return_path="btv1==0123456789a==him@example.net"),
        a_question(return_path="msprvs1=18000abc=him@bounces.example.net"),
        a_question(sender="bruno@example.net"),
        a_question(sender="newsom@example.net"),
        a_question(sender="rooth@example.net"),
        a_question(sender="info@example.net"),
        a_question(sender="lister+1@example.net"),
        a_question(classes=frozenset({Class.REPLY, Class.FORWARD})),
        addressed("her@example.com", cc=("ME@example.com",)),
        addressed("mine@example.org"),
        marked(r"\Seen", "$NotJunk"),
        a_question(content=Content(text="Lunch?")),
    ],
    ids=lambda mail: f"{mail.from_[0].address} {mail.return_path}",
)
def test_persons_are_answered_however_they_write(event: MailReceived) -> None:
    """Tags, sub-domains, seals of BATV, aliases, copies."""
    assert why(event) is None


@pytest.mark.parametrize(
    "standing",
    [
        {"door": Door.WELCOME},
        {"door": Door.CLOSED, "declining": True},
        {"you_wrote_at": NOON - timedelta(days=1)},
        {"sent_this_hour": 19},
    ],
    ids=str,
)
def test_what_speaks_against_no_answer(standing: dict[str, Any]) -> None:
    """The one decline of a closing, your letters from before theirs, and the last of an hour."""
    assert why(**standing) is None


def test_the_account_may_answer_senders_for_whom_nobody_vouches() -> None:
    """But no forged ones: see above."""
    mail = a_question(vouched=Vouched.UNKNOWN)

    assert why(mail, limits={"answer_unauthenticated": True}) is None


@pytest.mark.parametrize("missing", sorted(LAID_IN_DRAFTS))
@pytest.mark.parametrize(
    ("reason", "event", "otherwise"),
    [
        case
        for case in REFUSED
        if case[0] not in LAID_IN_DRAFTS and isinstance(case[1], MailReceived | None)
    ],
    ids=lambda value: value.name if isinstance(value, Refusal) else "",
)
def test_a_draft_is_for_answers_that_nothing_else_speaks_against(
    missing: Refusal, reason: Refusal, event: MailReceived | None, otherwise: dict[str, Any]
) -> None:
    """No draft for a closed door, an old message, a second time."""
    event = event or a_question()
    differently = dict(otherwise)
    limits = dict(differently.pop("limits", {}))
    if missing is Refusal.NOT_AUTHENTICATED:
        event = event.model_copy(update={"vouched": Vouched.UNKNOWN})
    elif missing is Refusal.NO_SMTP:
        limits["can_send"] = False
    elif event.return_path == "him@example.net":
        event = event.model_copy(update={"return_path": None})

    assert why(event, limits=limits, **differently) is reason


def test_the_answer_comes_from_the_address_that_was_written_to() -> None:
    """As it stands there."""
    mail = addressed("her@example.com", "Mine@Example.org", cc=("me@example.com",))

    assert own_recipient(mail, LIMITS.written) == "Mine@Example.org"
    assert own_recipient(addressed("her@example.com"), LIMITS.written) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("example.net", "example.net", True),
        ("Example.NET.", "example.net", True),
        ("mail.example.net", "example.net", True),
        ("example.net", "a.b.example.net", True),
        ("gmail.com", "googlemail.com", True),
        ("a.example.net", "b.example.net", False),
        ("badexample.net", "example.net", False),
        ("net", "example.net", False),
        ("", "example.net", False),
    ],
)
def test_domains_of_one_organization(one: str, other: str, same: bool) -> None:  # noqa: FBT001  pytest passes by name
    """One is the other or lies below it; sisters are strangers, for want of a list of suffixes."""
    assert same_organization(one, other) is same
