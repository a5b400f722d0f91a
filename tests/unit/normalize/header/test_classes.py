"""The classes of a mailing are decided by its header."""

import pytest

from screener.domain.record.event import Class
from screener.normalize.header.block import decoded, scan
from screener.normalize.header.classes import classes


def classes_of(*lines: str) -> set[str]:
    """The classes of a header of these lines."""
    header = scan("\r\n".join((*lines, "", "")).encode())
    subject = decoded(header.first("subject") or "")
    null_sender = (header.first("return-path") or "").strip() == "<>"
    return {each.value for each in classes(header, subject=subject, null_sender=null_sender)}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("From: al@x.example", set()),
        ("List-Id: <friends.x.example>", {"list"}),
        ("List-Post: NO", {"list"}),
        ("List-Unsubscribe: <mailto:leave@x.example>", {"list"}),
        ("List-Help: <mailto:help@x.example>", {"list"}),
        ("List-Subscribe: <mailto:join@x.example>", {"list"}),
        ("List-Owner: <mailto:owner@x.example>", {"list"}),
        ("List-Archive: <https://x.example/>", {"list"}),
        ("Mailing-List: contact x", {"list"}),
        ("X-Mailing-List: friends", {"list"}),
        ("X-BeenThere: friends@x.example", {"list"}),
        ("Precedence: list", {"list"}),
        ("Precedence: LIST (really)", {"list"}),
        ("Precedence: bulk", {"bulk"}),
        ("Precedence: Junk", {"bulk"}),
        ("Precedence: first-class", set()),
        ("Precedence: auto_reply", {"auto"}),
        ("List-Unsubscribe-Post: List-Unsubscribe=One-Click", {"bulk"}),
        ("Feedback-ID: 1:x", {"bulk"}),
        ("Auto-Submitted: no", set()),
        ("Auto-Submitted: No (truly)", set()),
        ("Auto-Submitted: no; why=because", set()),
        ("Auto-Submitted: auto-replied", {"auto"}),
        ("Auto-Submitted: auto-generated; x=y", {"auto"}),
        ("Auto-Submitted: (no) auto-notified", {"auto"}),
        ("Auto-Submitted:", {"auto"}),
        ("X-Autoreply: yes", {"auto"}),
        ("X-Autoreply: no", set()),
        ("X-Autorespond: Re: Lunch", {"auto"}),
        ("X-AutoReply-From: me@x.example", {"auto"}),
        ("X-Loop: me@x.example", {"auto"}),
        ("X-Auto-Response-Suppress: DR, OOF, AutoReply", {"auto"}),
        ("X-Auto-Response-Suppress: All", {"auto"}),
        ("X-Auto-Response-Suppress: DR, RN", set()),
        ("X-Failed-Recipients: al@x.example", {"auto", "bounce"}),
        ("Content-Type: multipart/report; report-type=delivery-status", {"auto", "bounce"}),
        ('Content-Type: Multipart/Report; b="c"; Report-Type="Delivery-Status"',
         {"auto", "bounce"}),
        ("Content-Type: multipart/report; report-type=disposition-notification", {"auto"}),
        ("Content-Type: multipart/report", {"auto"}),
        ("Content-Type: message/delivery-status", {"auto", "bounce"}),
        ("Content-Type: message/rfc822", set()),
        ("Content-Type: text/calendar; method=REPLY", {"auto"}),
        ("Content-Type: text/calendar; method=REQUEST", set()),
        ("In-Reply-To: <1@x.example>", {"reply"}),
        ("References: <1@x.example>", {"reply"}),
        ("References: ", set()),
        ("Subject: Re: Lunch", set()),
        ("Subject: Fwd: Lunch", {"forward"}),
        ("Subject: FW: Lunch", {"forward"}),
        ("Subject: WG: Mittag", {"forward"}),
        ("Subject: TR : Midi", {"forward"}),
        ("Subject: =?utf-8?b?6L2s5Y+R77yaSGk=?=", {"forward"}),
        ("Subject: Lunch (fwd)", {"forward"}),
        ("Subject: Re: Fwd: Lunch", set()),
        ("Subject: Fwdish: Lunch", set()),
        ("X-Forwarded-For: al@x.example", {"forward"}),
    ],
)  # fmt: skip
def test_one_field_makes_a_class(line: str, expected: set[str]) -> None:
    """Each field alone, by the words of the rule language."""
    assert classes_of(line) == expected


@pytest.mark.parametrize(
    ("content_type", "bounce"),
    [
        ("multipart/report", True),
        ("multipart/report; report-type=delivery-status", True),
        ("multipart/report; report-type=disposition-notification", False),
        ("multipart/report; report-type=feedback-report", False),
        ("text/plain", False),
    ],
)
def test_a_report_from_nobody_is_a_bounce(content_type: str, *, bounce: bool) -> None:
    """The null sender with a report that does not say what it reports; a receipt is no bounce."""
    found = classes_of("Return-Path: <>", f"Content-Type: {content_type}")

    assert (Class.BOUNCE.value in found) is bounce


def test_classes_add_up() -> None:
    """A vacation message to a list post is all of it."""
    assert classes_of(
        "List-Id: x", "Precedence: bulk", "Auto-Submitted: auto-replied", "In-Reply-To: <1@x>"
    ) == {"list", "bulk", "auto", "reply"}
