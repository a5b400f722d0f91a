"""Rules that want to answer from accounts that never would: every finding is a warning."""

from collections.abc import Iterator
from typing import NamedTuple

from screener.config.complaint import Complaint
from screener.domain.decision import Door
from screener.domain.effect import Do
from screener.domain.place import Place
from screener.domain.rulebook import Rulebook
from screener.domain.settings import Account, Settings


class _Answer(NamedTuple):
    """Something that answers mail: `what` is how it is called."""

    what: str
    place: Place
    accounts: frozenset[str] | None


def lint_sending(rulebook: Rulebook, settings: Settings) -> Iterator[Complaint]:
    """What keeps answers from being sent, told once for each account at the first of them."""
    answers = list(_answers(rulebook))
    for account in settings.accounts:
        mine = [one for one in answers if one.accounts is None or account.name in one.accounts]
        if mine:
            yield from _never_sent(mine[0], account)


def _answers(rulebook: Rulebook) -> Iterator[_Answer]:
    for rule in rulebook.rules:
        replies = any(action.do is Do.REPLY for action in rule.then)
        if replies and rule.enabled and not rule.trial:
            yield _Answer(f"the rule `{rule.name}`", rule.place, rule.accounts)
    for contact in rulebook.directory.contacts:
        waits = contact.door is Door.CLOSED and contact.declined is None
        if contact.decline and waits and contact.place is not None:
            what = f"the closed door of `{contact.line}`"
            yield _Answer(what, contact.place, None)


def _never_sent(answer: _Answer, account: Account) -> Iterator[Complaint]:
    if account.smtp is None:
        yield _warning(
            answer.place,
            f"{answer.what} answers mail, and the account `{account.name}` has no `smtp`: nothing"
            " would ever be sent",
            advice="give the account an `smtp` server in the configuration",
        )
    if not account.trusted_authserv and not account.reply_unauthenticated:
        yield _warning(
            answer.place,
            f"{answer.what} answers mail, and the account `{account.name}` has no"
            " `trusted_authserv` to vouch for senders: nothing would ever be sent",
            advice="`screener doctor` shows the authserv-ids that were seen; name your server's",
        )


def _warning(place: Place, text: str, *, advice: str) -> Complaint:
    return Complaint(place=place, text=text, advice=advice, level="warning")
