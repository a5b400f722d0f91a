"""A year with a thousand people at one gate, each behaving in a way of their own.

Chance comes from a seed. What they do is drawn before, and what they draw is only looked at.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from pathlib import Path
from typing import NamedTuple

import pytest

from screener.domain.gate import AGAIN_AFTER
from screener.domain.letter import Kind
from screener.domain.stay import Stage, Stay
from tests.builders import NOON
from tests.gates import DAY
from tests.house import House, a_house

PEOPLE = 1000
YEAR = 365 * DAY
POLL = timedelta(hours=8)
PER_WEEK = 6

PDF = b"%PDF-1.7 a resume"
PICTURE = b"\x89PNG\r\n\x1a\n a picture"

RULES = f"""
replies:
  send: {{body: "ask one, until {{{{ deadline }}}}"}}
  again: {{body: "ask two, from {{{{ not_before }}}} on"}}
gates:
  - name: intake
    steps:
      - {{ask: send, expect: {{attachment: {{type: pdf}}}}, within: 14d}}
      - {{ask: again, expect: {{not_before: 5d}}, within: 21d}}
    meanwhile: {{file: Waiting}}
    passed: {{file: INBOX, tag: ready}}
    lapsed: {{file: Lapsed}}
    budget: {{at_most: {PER_WEEK}, per: 7d, over: wait}}
    keep: 90d
rules:
  - {{name: Askers, when: {{text: pick your brain}}, then: {{gate: intake}}}}
"""

WAYS = (
    "prompt", "prompt", "early", "late", "silent", "silent", "wrong file", "pushy", "closed",
    "several addresses", "forged", "again next year", "all at once",
)  # fmt: skip


class Letter(NamedTuple):
    """Something that an asker is going to send, or what the user does to them."""

    at: datetime
    who: int
    what: str
    file: bytes | None = None


@dataclass
class Asker:
    """One of them; `addresses` are all theirs."""

    number: int
    way: str
    addresses: list[str]
    closed_at: datetime | None = None
    got: list[tuple[datetime, str]] = field(default_factory=list)

    @property
    def contact(self) -> str:
        """How the program calls them."""
        return f"Asker {self.number}" if len(self.addresses) > 1 else self.addresses[0]

    def letters(self, chance: random.Random) -> Iterator[Letter]:
        """All that they do in that year."""
        at = NOON + chance.random() * 0.8 * YEAR
        first = PDF if self.way == "all at once" else None
        yield Letter(at, self.number, "Can I pick your brain?", first)
        wait = chance.uniform(0.2, 10) * DAY
        match self.way:
            case "prompt" | "forged" | "several addresses":
                yield Letter(at + wait, self.number, "here it is", PDF)
                yield Letter(at + wait + chance.uniform(6, 20) * DAY, self.number, "as you said")
            case "all at once":
                yield Letter(at + chance.uniform(6, 20) * DAY, self.number, "as you said")
            case "early":
                yield Letter(at + wait, self.number, "here it is", PDF)
                yield Letter(at + wait + DAY, self.number, "and now?")
                yield Letter(at + wait + 9 * DAY, self.number, "as you said")
            case "late":
                yield Letter(at + chance.uniform(15, 40) * DAY, self.number, "here it is", PDF)
            case "wrong file":
                yield Letter(at + wait, self.number, "here it is", PICTURE)
            case "pushy":
                for _ in range(12):
                    at += chance.expovariate(1) * DAY
                    yield Letter(at, self.number, "Can I pick your brain?")
            case "closed":
                yield Letter(at + wait, self.number, "here it is", PDF)
                yield Letter(at + wait + DAY * chance.random(), self.number, "CLOSE")
                yield Letter(at + wait + 9 * DAY, self.number, "as you said")
            case "again next year":
                yield Letter(at + AGAIN_AFTER / 2, self.number, "Can I pick your brain?", PDF)
                yield Letter(at + 1.6 * AGAIN_AFTER, self.number, "Can I pick your brain?", PDF)


@pytest.mark.parametrize("seed", [1])
def test_a_year_with_a_thousand_askers(tmp_path: Path, seed: int) -> None:
    """Nobody is asked twice for one step, or answered after the end or a closing; no deadline is
    missed by more than one poll, and never more pass than there is room for.
    """
    chance = random.Random(seed)
    askers = [an_asker(number, chance) for number in range(PEOPLE)]
    people = "".join(
        f"  - {{name: {one.contact}, handles: [{', '.join(one.addresses)}]}}\n"
        for one in askers
        if len(one.addresses) > 1
    )
    with a_house(tmp_path / "it", f"{RULES}contacts:\n{people}") as house:
        live(house, askers, chance)
        stays = house.store.gatebook.stays({one.contact for one in askers}, since=NOON)
        assert_nobody_is_bothered(house, askers, stays)
        assert_there_was_room(stays)
        assert_everything_lies_where_it_should(house, stays)
    ended = Counter(stay.stage for stay in stays)
    assert set(ended) >= {Stage.PASSED, Stage.LAPSED, Stage.LEFT, Stage.UNASKED, Stage.QUEUED}


def an_asker(number: int, chance: random.Random) -> Asker:
    """One of any way."""
    way = chance.choice(WAYS)
    addresses = [f"asker{number}@people.example"]
    if way == "several addresses":
        addresses.append(f"asker{number}@elsewhere.example")
    return Asker(number, way, addresses)


def live(house: House, askers: list[Asker], chance: random.Random) -> None:
    """The year, poll by poll."""
    coming: list[Letter] = []
    for asker in askers:
        for letter in asker.letters(chance):
            heappush(coming, letter)
    by_address = {address: one for one in askers for address in one.addresses}
    seen = 0
    while house.clock.now() < NOON + YEAR:
        house.clock.advance(POLL)
        now = house.clock.now()
        while coming and coming[0].at <= now:
            happens(house, heappop(coming), askers, chance)
        house.round()
        for letter in house.post.arrived[seen:]:
            by_address[letter.recipients[0]].got.append((now, house.sent_text(letter)))
        seen = len(house.post.arrived)
        late = [one for one in house.store.gatebook.inside() if one.deadline and one.deadline < now]
        assert [one for one in late if one.stage is Stage.WAITING] == []


def happens(house: House, letter: Letter, askers: list[Asker], chance: random.Random) -> None:
    """A letter comes, or a door is closed."""
    asker = askers[letter.who]
    if letter.what == "CLOSE":
        asker.closed_at = house.clock.now()
        closed = [one.addresses[0] for one in askers if one.closed_at]
        house.doors(f"closed: [{', '.join(closed)}]\n")
        return
    house.writes(
        chance.choice(asker.addresses),
        body=letter.what,
        attach={"cv.pdf": letter.file} if letter.file else {},
        trusted=asker.way != "forged",
        at=letter.at,
    )


def assert_nobody_is_bothered(house: House, askers: list[Asker], stays: tuple[Stay, ...]) -> None:
    """By a second question, or by any after the end."""
    theirs: dict[str, list[Stay]] = defaultdict(list)
    for stay in stays:
        theirs[stay.contact].append(stay)
    for asker in askers:
        asked = Counter(text for _, text in asker.got)
        assert max(asked.values(), default=0) <= len(theirs[asker.contact]), asker
        for at, _ in asker.got:
            assert asker.closed_at is None or at < asker.closed_at, asker
            assert any(
                stay.since <= at and (stay.ended is None or at <= stay.ended)
                for stay in theirs[asker.contact]
            ), asker
        if asker.way == "forged":
            assert asker.got == []
        letters = house.store.letterbox.of_contact([asker.contact])
        keys = [one.letter.key for one in letters if one.letter.kind is Kind.ASK]
        assert len(keys) == len(set(keys))


def assert_there_was_room(stays: tuple[Stay, ...]) -> None:
    """In every week."""
    passed = sorted(stay.passed for stay in stays if stay.passed)
    for number, at in enumerate(passed[PER_WEEK:]):
        assert at - passed[number] >= 7 * DAY


def assert_everything_lies_where_it_should(house: House, stays: tuple[Stay, ...]) -> None:
    """Nothing is lost, and what is waiting belongs to somebody who is in the gate still."""
    inside = {stay.contact for stay in stays if stay.is_inside}
    left = {stay.contact for stay in stays if stay.stage is Stage.LEFT}
    for message in house.messages("Waiting"):
        sender = message.raw.partition(b"Return-Path: <asker")[2].partition(b"@")[0].decode()
        contacts = {f"asker{sender}@people.example", f"Asker {sender}"}
        assert contacts & (inside | left), contacts
    delivered = house.delivered
    assert delivered == sum(
        len(house.messages(folder)) for folder in ("INBOX", "Waiting", "Lapsed", "Trash", CLOSED)
    )


CLOSED = "Screened/Closed"
