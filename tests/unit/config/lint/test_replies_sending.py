"""Rules that want to answer from accounts that never would."""

from typing import Any

import pytest

from screener.config.lint.sending import lint_sending
from screener.domain.settings.settings import Settings
from tests.rulebooks import a_rulebook

REPLIES = "replies: {polite-no: {body: No.}}\n"
ANSWERING = REPLIES + "rules: [{name: Lunch, then: {reply: polite-no}}]"
SMTP = {"host": "smtp.example.com"}
TRUSTED = ["mx.example.com"]


def settings(**accounts: dict[str, Any]) -> Settings:
    """A configuration with these accounts."""
    secret = {"env": "PASSWORD"}
    return Settings.model_validate(
        {
            "accounts": [
                {
                    "name": name,
                    "address": f"{name}@example.com",
                    "imap": {"host": "imap.example.com", "user": name, "password": secret},
                    **keys,
                }
                for name, keys in accounts.items()
            ]
        }
    )


def said(rules: str, **accounts: dict[str, Any]) -> list[str]:
    """Every warning, without its place and advice."""
    return [each.text for each in lint_sending(a_rulebook(rules), settings(**accounts))]


def test_an_account_that_can_answer_draws_no_warning() -> None:
    """It has a server to send, and somebody who vouches for senders."""
    assert said(ANSWERING, me={"smtp": SMTP, "trusted_authserv": TRUSTED}) == []
    assert said(ANSWERING, me={"smtp": SMTP, "reply_unauthenticated": True}) == []


def test_without_smtp_nothing_would_ever_be_sent() -> None:
    """The rule and the account are named."""
    (only,) = said(ANSWERING, me={"trusted_authserv": TRUSTED})

    assert only == (
        "the rule `Lunch` answers mail, and the account `me` has no `smtp`: nothing would ever be"
        " sent"
    )


def test_without_anybody_who_vouches_nothing_would_ever_be_sent() -> None:
    """Every sender would be unauthenticated."""
    (only,) = said(ANSWERING, me={"smtp": SMTP})

    assert only == (
        "the rule `Lunch` answers mail, and the account `me` has no `trusted_authserv` to vouch"
        " for senders: nothing would ever be sent"
    )


def test_each_account_is_told_of_once() -> None:
    """However many rules answer there."""
    rules = REPLIES + (
        "rules: [{name: a, then: {reply: polite-no}}, {name: b, then: {reply: polite-no}}]"
    )
    found = said(rules, me={"smtp": SMTP}, work={"smtp": SMTP, "trusted_authserv": TRUSTED})

    assert len(found) == 1
    assert "`a` answers" in found[0]
    assert "`me`" in found[0]


def test_a_rule_for_one_account_says_nothing_of_the_other() -> None:
    """Only its own must be able to send."""
    rules = REPLIES + "rules: [{name: a, account: work, then: {reply: polite-no}}]"

    assert said(rules, me={}, work={"smtp": SMTP, "trusted_authserv": TRUSTED}) == []
    assert len(said(rules, me={}, work={})) == 2


@pytest.mark.parametrize("key", ["enabled: false", "trial: true"])
def test_a_rule_that_does_nothing_answers_nothing(key: str) -> None:
    """Until it does."""
    assert said(REPLIES + f"rules: [{{name: a, {key}, then: {{reply: polite-no}}}}]", me={}) == []


def test_a_decline_that_is_still_to_be_sent_is_an_answer_too() -> None:
    """One that was sent is none any more."""
    rules = REPLIES + "closed: [{handles: him@example.net, decline: polite-no}]"
    sent = rules.replace("polite-no}]", "polite-no, declined: 2026-11-20}]")
    first, second = said(rules, me={})

    assert first.startswith("the closed door of `him@example.net` answers mail")
    assert "`trusted_authserv`" in second
    assert said(sent, me={}) == []


def test_a_rule_that_closes_a_door_with_an_answer_sends_too() -> None:
    """One that closes it in silence does not."""
    rule = REPLIES + "rules: [{name: Pushy, when: {subject: x}, then: {close: CLOSE}}]"

    assert len(said(rule.replace("CLOSE", "{decline: polite-no}"), me={})) == 2
    assert said(rule.replace("CLOSE", "true"), me={}) == []


def test_rules_without_answers_want_nothing() -> None:
    """Templates alone send no mail."""
    assert said(REPLIES, me={}) == []


def test_the_warning_is_at_the_rule() -> None:
    """Where somebody wanted to answer."""
    (first, *_) = lint_sending(a_rulebook(ANSWERING), settings(me={}))

    assert str(first.place) == "rules/0.yaml:2:9"
    assert first.level == "warning"


@pytest.mark.parametrize(
    "rules",
    [
        "rules: [{name: Lunch, then: {alert: desk@firm.example}}]",
        "closed: [{handles: [him@example.com], alert: desk@firm.example}]",
    ],
)
def test_an_alert_that_would_never_be_sent_draws_the_same_warnings(rules: str) -> None:
    """It wants somebody who vouches for senders even where answers do without."""
    found = said(rules, me={"reply_unauthenticated": True})

    assert [" tells others, and the account `me` has no" in text for text in found] == [True] * 2
    assert said(rules, me={"smtp": SMTP, "trusted_authserv": TRUSTED}) == []


def test_a_reader_wants_a_server_only() -> None:
    """Whoever it is that writes such things, they are to be read."""
    rules = "closed: [{handles: [him@example.com], reader: friend@example.net}]"
    (only,) = said(rules, me={})

    assert "tells others, and the account `me` has no `smtp`" in only
    assert said(rules, me={"smtp": SMTP}) == []
