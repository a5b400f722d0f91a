"""The one answer of a closing: to their latest message that may be answered.

Where there is none it waits for the first knock that may be, which the secretary sees to.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from screener.application.deciding.correspondence import wrote_at
from screener.application.desk import Desk
from screener.application.doors.who import Who
from screener.application.letters.answered_no import had_its_answer
from screener.application.letters.secretary import Secretary
from screener.domain.doors.declining import decline_key
from screener.domain.people.contact import Contact
from screener.domain.people.handle import Kind
from screener.domain.record.chain import Act
from screener.domain.record.decision import Decision, Door
from screener.ports.mailbox import Mailbox
from screener.ports.store import Query, Store

AT_MOST = 50
"""Messages of theirs that are considered, the newest first."""

PUT_AWAY = ("\\Junk", "\\Trash", "\\Drafts", "\\Sent")
"""Special uses (RFC 6154) of folders in which nothing waits for an answer."""

WROTE = "you answered them yourself after their last message"
TOLD = "you noted that you told them no"
DECLINED = "they had their one answer already"


def decline_new_closings(mailbox: Mailbox, desk: Desk) -> None:
    """Queue the answer for every closing that owes one and has a message to answer.

    What a filter or the user has put away as junk or trash is not answered. Raises Unreachable.
    """
    rulebook, now = desk.rulebook(), desk.clock.now()
    owing = [entry for entry in rulebook.directory.contacts if _owes(entry, desk)]
    if not owing:
        return
    secretary = Secretary(desk, rulebook=rulebook, now=now)
    away = {mailbox.special(use) for use in PUT_AWAY}
    for entry in owing:
        answers = (
            secretary.decline(entry, decision)
            for decision in _latest(entry, desk)
            if decision.event.arrival.folder not in away
        )
        first = next((letter for letter in answers if letter is not None), None)
        if first is not None:
            desk.store.letterbox.queue(first)


def told_already(who: Who, store: Store) -> str | None:
    """Why a decline would be a second no, or None. `wrote_at` is as far as Sent was learned."""
    keys = {handle.key for handle in who.handles}
    if who.entry is not None and who.entry.declined is not None:
        return DECLINED
    last = max((one.event.arrival.received for one in _theirs(keys, store)), default=None)
    wrote = wrote_at(store, keys)
    if wrote is not None and (last is None or wrote >= last):
        return WROTE
    names = {who.name, *keys}
    noted = any(
        entry.deed is not None
        and entry.deed.act is Act.NOTED
        and entry.deed.contact in names
        and entry.deed.detail.get("told_no") is True
        for entry in store.entries()
    )
    return TOLD if noted else None


def _owes(entry: Contact, desk: Desk) -> bool:
    today = desk.clock.now().astimezone(desk.policy.zone).date()
    if entry.decline is None or entry.declined is not None:
        return False
    if entry.door_at(today) is not Door.CLOSED or entry.handles[0].covers_many:
        return False
    return _is_new(entry, desk.store) and not had_its_answer(entry, decline_key(entry), desk.store)


def _is_new(entry: Contact, store: Store) -> bool:
    """Whether the door was closed since the program first started."""
    begun = store.doorbook.begun()
    closings = (one for one in store.doorbook.closings() if one.line == entry.line)
    return any(begun is not None and one.at > begun for one in closings)


def _latest(entry: Contact, desk: Desk) -> Iterator[Decision]:
    """What they wrote to this account, the newest first."""
    keys = {handle.key for handle in entry.handles if handle.kind is Kind.ADDRESS}
    since = desk.clock.now() - desk.answers.limits.oldest
    found = [
        decision
        for decision in _theirs(keys, desk.store, since=since, account=desk.account)
        if decision.reason is None
    ]
    return islice(sorted(found, key=_came, reverse=True), AT_MOST)


def _came(decision: Decision) -> tuple[datetime, int]:
    """Servers tell seconds; of those of one second the UIDs say which was later."""
    arrival = decision.event.arrival
    return arrival.received, arrival.uid


def _theirs(keys: set[str], store: Store, **query: object) -> Iterator[Decision]:
    for key in sorted(keys):
        wanted = Query(contact=key)._replace(**query)  # type: ignore[arg-type]
        yield from (recorded.decision for recorded in store.decisions(wanted))
