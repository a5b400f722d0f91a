"""What the configuration says, in the words of those who go by it."""

from typing import TYPE_CHECKING

from screener.bootstrap.ownership import own
from screener.domain.letters.autoreply import Limits
from screener.domain.rules.decide import Policy
from screener.domain.settings.settings import Account, RefusedReplies, Settings

if TYPE_CHECKING:
    from screener.application.desk import Answers

KEEP_SENT_MAIL = ("gmail.com", "googlemail.com", "office365.com", "outlook.com", "mail.me.com")
"""Ends of IMAP hosts whose providers file a copy of what they send by themselves."""


def policy(settings: Settings, account: Account) -> Policy:
    """What deciding depends on besides the rules."""
    return Policy(
        account=account.name,
        mode=settings.mode,
        zone=account.timezone,
        closed_file=settings.closed_door.file,
        closed_mark=tuple(mark.value for mark in settings.closed_door.mark),
        closed_digest=settings.closed_door.digest.value,
        alert_when=settings.alert_when,
    )


def reply_limits(settings: Settings, account: Account) -> Limits:
    """What the account says about whom to answer, and how often."""
    return Limits(
        own=own(settings).addresses,
        written=frozenset(address.casefold() for address in account.addresses),
        can_send=account.smtp is not None,
        answer_unauthenticated=account.reply_unauthenticated,
        oldest=account.reply_max_age,
        per_hour=account.replies_per_hour,
    )


def answers(settings: Settings, account: Account) -> "Answers":
    """What the account says about letters."""
    from screener.application.desk import Answers

    provider_keeps = any(account.imap.host.endswith(domain) for domain in KEEP_SENT_MAIL)
    return Answers(
        limits=reply_limits(settings, account),
        address=account.address,
        my=account.my.model_dump(),
        after=account.reply_after,
        drafts=account.refused_replies is RefusedReplies.DRAFT,
        sent_folder=account.sent,
        server_keeps_sent=provider_keeps,
    )


def first_with_smtp(settings: Settings) -> Account | None:
    """The account that sends what concerns all of them, None if nothing can be sent."""
    return next((account for account in settings.accounts if account.smtp is not None), None)
