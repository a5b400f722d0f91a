"""The count of what happened, over days that are too long to look at all of them."""

from collections.abc import Iterator

from screener.application.digest.content.closed_by_now import ClosedByNow
from screener.application.digest.content.happened import CANDIDATES, ITEMS, happened
from screener.domain.people.contact import Contact, Directory
from screener.domain.people.handle import parse_handle
from screener.domain.record.decision import Door
from screener.domain.record.effect import Do, Effect, Status
from screener.ports.daybook import Dealt
from tests.builders import NOON

FILED = Effect(do=Do.FILE, value="Filed", status=Status.DONE)

HIM = "him@example.com"


def closed() -> ClosedByNow:
    """He is closed by now, whatever he was then."""
    handle = parse_handle(HIM, region=None)
    directory = Directory([Contact(name=None, handles=(handle,), door=Door.CLOSED)])
    return ClosedByNow(directory, today=NOON.date())


def a_dealt(number: int, *effects: Effect, sender: str | None = None) -> Dealt:
    """A mail that the only rule filed, or none."""
    handle = sender or f"person{number}@example.org"
    return Dealt(
        id=f"d{number}",
        door=Door.OPEN,
        continued=(),
        kind="email",
        handle=handle,
        name=None,
        key=handle,
        contact=handle,
        line=None,
        rule="A rule" if effects else None,
        destination="Filed" if effects else None,
        knock=False,
        round="r",
        reason=None,
        effects=effects,
    )


def test_a_flood_is_counted_and_not_looked_at() -> None:
    """Of those who may be first contacts the latest are, and that there are more is known."""
    read: list[Dealt] = []

    def flood() -> Iterator[Dealt]:
        for number in range(CANDIDATES + 10):
            read.append(a_dealt(number))
            yield read[-1]

    found = happened(flood(), closed())

    assert found.balance(answered=0).came == CANDIDATES + 10
    assert found.staying == read[:CANDIDATES]
    assert found.has_more_staying
    assert not happened(read[:5], closed()).has_more_staying


def test_the_latest_of_a_rule_are_listed() -> None:
    """And all are counted."""
    came = [a_dealt(number, FILED) for number in range(ITEMS + 1)]
    tally = happened(came, closed()).rules["A rule"]

    assert (tally.count, tally.latest) == (ITEMS + 1, came[:ITEMS])
    assert tally.can_undo


def test_what_a_closed_contact_wrote_is_not_offered_to_be_taken_back() -> None:
    """It would come to the inbox."""
    his = [a_dealt(number, FILED, sender=HIM) for number in range(3)]
    tally = happened(his, closed()).rules["A rule"]

    assert (tally.count, tally.latest, tally.can_undo) == (3, [], False)
    assert happened([*his, a_dealt(9, FILED)], closed()).rules["A rule"].can_undo
