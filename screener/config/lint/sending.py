"""Rules that want to write from accounts that never would: every finding is a warning."""

from collections.abc import Iterator
from typing import NamedTuple

from screener.config.complaint import Complaint
from screener.domain.people.contact import Contact
from screener.domain.place import Place
from screener.domain.record.decision import Door
from screener.domain.record.effect import Action, Do
from screener.domain.rules.rulebook import Rulebook, decline_of
from screener.domain.settings.settings import Account, Settings


class _Letter(NamedTuple):
    """Something that writes: `what` is how it is called, and `does` what it does.

    `wants_trust` is whether only mail counts for whose sender somebody vouches.
    """

    what: str
    does: str
    place: Place
    accounts: frozenset[str] | None
    wants_trust: bool = True


ANSWERS, TELLS = "answers mail", "tells others"


def lint_sending(rulebook: Rulebook, settings: Settings) -> Iterator[Complaint]:
    """What keeps letters from being sent, told once for each account at the first of them."""
    letters = list(_letters(rulebook))
    for account in settings.accounts:
        mine = [one for one in letters if one.accounts is None or account.name in one.accounts]
        if mine and account.smtp is None:
            yield _mute(mine[0], account)
        trusting = (one for one in mine if one.wants_trust and not _is_trusted(one, account))
        if (doubtful := next(trusting, None)) is not None:
            yield _doubtful(doubtful, account)


def _letters(rulebook: Rulebook) -> Iterator[_Letter]:
    for rule in rulebook.rules:
        if not rule.enabled or rule.trial:
            continue
        what, place, accounts = f"the rule `{rule.name}`", rule.place, rule.accounts
        if any(map(_answers, rule.then)):
            yield _Letter(what, ANSWERS, place, accounts)
        if any(action.do is Do.ALERT for action in rule.then):
            yield _Letter(what, TELLS, place, accounts)
    for contact in rulebook.directory.contacts:
        # Of nearly all of very many nothing is said.
        if (contact.decline or contact.alert or contact.reader) and contact.door is Door.CLOSED:
            yield from _about(contact)


def _about(contact: Contact) -> Iterator[_Letter]:
    if contact.place is None:
        return
    what, place = f"the closed door of `{contact.line}`", contact.place
    if contact.decline and contact.declined is None:
        yield _Letter(what, ANSWERS, place, None)
    if contact.alert:
        yield _Letter(what, TELLS, place, None)
    if contact.reader:
        yield _Letter(what, TELLS, place, None, wants_trust=False)


def _is_trusted(letter: _Letter, account: Account) -> bool:
    """Whether somebody vouches for senders, or nobody need do it for an answer."""
    if account.trusted_authserv:
        return True
    return account.reply_unauthenticated and letter.does == ANSWERS


def _answers(action: Action) -> bool:
    declines = action.do is Do.CLOSE and decline_of(str(action.value)) is not None
    return declines or action.do in (Do.REPLY, Do.GATE, Do.HAND_OFF)


def _mute(letter: _Letter, account: Account) -> Complaint:
    return _warning(
        letter.place,
        f"{letter.what} {letter.does}, and the account `{account.name}` has no `smtp`: nothing"
        " would ever be sent",
        advice="give the account an `smtp` server in the configuration",
    )


def _doubtful(letter: _Letter, account: Account) -> Complaint:
    return _warning(
        letter.place,
        f"{letter.what} {letter.does}, and the account `{account.name}` has no"
        " `trusted_authserv` to vouch for senders: nothing would ever be sent",
        advice="`screener doctor` shows the authserv-ids that were seen; name your server's",
    )


def _warning(place: Place, text: str, *, advice: str) -> Complaint:
    return Complaint(place=place, text=text, advice=advice, level="warning")
