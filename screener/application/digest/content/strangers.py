"""First contacts that were left in the inbox: people from whom there was nothing before."""

from collections.abc import Container, Iterable
from datetime import timedelta

from screener.application.desk import Desk
from screener.application.digest.content.closed_by_now import ClosedByNow
from screener.application.digest.content.happened import Happened
from screener.application.digest.content.items import item
from screener.application.digest.span import Span
from screener.domain.digest.command import Command, Verb
from screener.domain.digest.digest import Act, Item, Waiting
from screener.domain.record.event import Class
from screener.ports.daybook import Dealt, Letterhead

SHOWN = 10
"""So many are listed, the latest first."""

_MACHINES = frozenset({Class.LIST, Class.BULK, Class.AUTO, Class.BOUNCE})
"""What these send is nobody who waits."""


def waiting(
    desk: Desk,
    span: Span,
    counted: Happened,
    closed: ClosedByNow,
    told_of: Container[str],
) -> Waiting:
    """Who wrote for the first time in the span; each once, with the latest message.

    Contacts that are `told_of` stand elsewhere in the digest: in a gate, or with what was noted.
    """
    latest: dict[str, Dealt] = {}
    for one in counted.staying:
        if one.contact not in told_of:
            latest.setdefault(one.key or "", one)
    strangers = _unknown(desk, span, latest)
    wrote = [one for key, one in latest.items() if key in strangers]
    letters = closed.seen(desk.store.daybook.letterheads([one.id for one in wrote]))
    people = [one for one in wrote if one.id in letters and not _MACHINES & letters[one.id].classes]
    people.sort(key=lambda one: letters[one.id].received, reverse=True)
    shown = [_item(one, letters[one.id]) for one in people[:SHOWN]]
    return Waiting(len(people), tuple(shown), at_least=counted.has_more_staying)


def _unknown(desk: Desk, span: Span, keys: Iterable[str]) -> set[str]:
    """Those of whom nothing was known before, and to whom the user never wrote."""
    wanted = set(keys) - set(desk.doors.own)
    people = desk.store.people
    # What was decided at the very beginning of the span was told before.
    just_after = span.since + timedelta.resolution
    before = people.others([(key, "") for key in wanted], until=just_after)
    known = people.acquaintances(wanted)
    return wanted - {key for key, _ in before} - set(known)


def _item(one: Dealt, head: Letterhead) -> Item:
    who = one.handle or ""
    acts = (
        Act("Close the door", Command(Verb.CLOSE, (who,))),
        Act("Always let in", Command(Verb.WELCOME, (who,))),
    )
    return item(one, head, acts)
