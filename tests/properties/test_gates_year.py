"""A year with a thousand people at one gate, each behaving in a way of their own.

Chance comes from a seed. Deciding alone takes seconds for a thousand of them; with rounds over a
mailbox in memory a part of them is enough for every day, and `make soak` takes them all.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from pathlib import Path
from typing import NamedTuple

import pytest

from screener.domain.gates import ends, moves
from screener.domain.gates.whereabouts import AGAIN_AFTER, Whereabouts
from screener.domain.letters.letter import Kind
from screener.domain.record.decision import Decision, Mode
from screener.domain.record.effect import Do
from screener.domain.record.event import Attachment, Content, MailReceived
from screener.domain.record.stay import LEGAL, Stage, Stay
from screener.domain.rules.decide import Policy, decide
from screener.domain.rules.rulebook import Rulebook
from tests.builders import NOON, a_mail, an_arrival
from tests.gates import DAY
from tests.house import House, a_house
from tests.rulebooks import a_rulebook

PEOPLE = 1000
YEAR = 365 * DAY
POLL = timedelta(days=1)
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

    def letters(self, chance: random.Random, year: timedelta = YEAR) -> Iterator[Letter]:
        """All that they do in that year."""
        at = NOON + chance.random() * 0.8 * year
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
            case _:
                pass  # nothing more is heard of the silent


def test_a_thousand_askers_are_decided_about(chance: random.Random) -> None:
    """Nobody is asked twice for one step, or after the end or a closing; nobody stays inside after
    a deadline, and never more pass than there is room for.
    """
    askers = [an_asker(number, chance) for number in range(PEOPLE)]
    door = Doorway(a_rulebook(RULES))
    coming = sorted(letter for asker in askers for letter in asker.letters(chance))
    now = NOON
    while now < NOON + YEAR:
        now += POLL
        while coming and coming[0].at <= now:
            door.takes(coming.pop(0), askers, now)
        door.round(now)
    stays = tuple(stay for theirs in door.stays.values() for stay in theirs)
    assert_there_was_room(stays)
    assert max(Counter(door.asked).values()) == 1
    assert {stay.stage for stay in stays} >= {Stage.PASSED, Stage.LAPSED, Stage.LEFT, Stage.UNASKED}
    assert len(stays) >= PEOPLE


@pytest.fixture
def chance() -> random.Random:
    """The same every time."""
    return random.Random(7)


class Doorway:
    """What decides, and what it has decided; letters arrive as soon as they are sent."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.gate = rulebook.gates["intake"]
        self.policy = Policy(account="me", mode=Mode.ENFORCE, zone=UTC)
        self.stays: dict[str, list[Stay]] = defaultdict(list)
        self.asked: list[tuple[str, datetime, int]] = []
        self._uid = 0
        self._passed: list[datetime] = []

    def takes(self, letter: Letter, askers: list[Asker], now: datetime) -> None:
        """A letter is decided about, or a door closed."""
        asker = askers[letter.who]
        contact = asker.addresses[0]
        if letter.what == "CLOSE":
            asker.closed_at = now
            last = self.stays[contact][-1]
            if last.is_inside:
                self._put(ends.left(last, "closed", at=now))
        if asker.closed_at is not None:
            return
        self._uid += 1
        decision = decide(
            an_event(self._uid, contact, letter),
            rulebook=self.rulebook,
            policy=self.policy,
            now=now,
            content_read=True,
            known=self._known(contact, now),
        )
        assert isinstance(decision, Decision)
        if decision.stay is not None:
            self._put(self._answered(decision, decision.stay, now, forged=asker.way == "forged"))

    def round(self, now: datetime) -> None:
        """Time passes: some lapse, some are let in."""
        for theirs in list(self.stays.values()):
            if ends.is_late(theirs[-1], now):
                self._put(ends.lapsed(theirs[-1], at=now))
        queued = [one[-1] for one in self.stays.values() if one[-1].stage is Stage.QUEUED]
        for stay in sorted(queued, key=lambda one: one.asked or one.since)[: self._room(now)]:
            self._put(moves.admitted(stay, self.gate, at=now))

    def _answered(self, decision: Decision, stay: Stay, now: datetime, *, forged: bool) -> Stay:
        if not any(effect.do is Do.REPLY for effect in decision.effects):
            return stay
        assert stay.stage is Stage.ASKING
        if forged:
            return moves.not_asked(stay, "forged")
        self.asked.append((stay.contact, stay.since, stay.step))
        return moves.sent(stay, self.gate, at=now)

    def _known(self, contact: str, now: datetime) -> Whereabouts:
        theirs = self.stays[contact]
        inside = next((stay for stay in theirs if stay.is_inside), None)
        left = {stay.gate: stay.ended for stay in theirs if stay.ended}
        waiting = sum(one[-1].stage is Stage.QUEUED for one in self.stays.values() if one)
        return Whereabouts(inside, left, {"intake": max(0, self._room(now) - waiting)})

    def _room(self, now: datetime) -> int:
        return max(0, PER_WEEK - sum(at > now - 7 * DAY for at in self._passed))

    def _put(self, stay: Stay) -> None:
        theirs = self.stays[stay.contact]
        if theirs and theirs[-1].since == stay.since:
            before = theirs.pop()
            assert before.is_inside
            assert stay.stage is before.stage or stay.stage in LEGAL[before.stage]
        elif theirs:
            assert not theirs[-1].is_inside
        theirs.append(stay)
        if stay.passed is not None:
            self._passed.append(stay.passed)


def an_event(uid: int, sender: str, letter: Letter) -> MailReceived:
    """Their letter, as the whole message tells it."""
    kind = "pdf" if letter.file == PDF else "png"
    file = Attachment(name="cv.pdf", type=f"x/{kind}", declared="", extension=kind, size=20)
    return a_mail(
        uid,
        sender=sender,
        arrival=an_arrival(uid, received=letter.at),
        content=Content(text=letter.what, attachments=(file,) if letter.file else ()),
    )


def test_a_year_of_rounds(tmp_path: Path, chance: random.Random) -> None:
    """The same with letters that are sent and filed, for some of them."""
    a_year(tmp_path, chance, people=60, year=120 * DAY)


@pytest.mark.soak
def test_a_year_of_rounds_with_a_thousand_askers(tmp_path: Path, chance: random.Random) -> None:
    """All of them."""
    a_year(tmp_path, chance, people=PEOPLE, year=YEAR)


def a_year(tmp_path: Path, chance: random.Random, *, people: int, year: timedelta) -> None:
    """Live it, and look at what became of everybody."""
    askers = [an_asker(number, chance) for number in range(people)]
    named = "".join(
        f"  - {{name: {one.contact}, handles: [{', '.join(one.addresses)}]}}\n"
        for one in askers
        if len(one.addresses) > 1
    )
    with a_house(tmp_path / "it", f"{RULES}contacts:\n{named}") as house:
        live(house, askers, chance, year)
        stays = house.store.gatebook.stays({one.contact for one in askers}, since=NOON)
        assert_nobody_is_bothered(house, askers, stays)
        assert_there_was_room(stays)
        assert_everything_lies_where_it_should(house, stays)
    assert {stay.stage for stay in stays} >= {Stage.PASSED, Stage.LAPSED, Stage.LEFT, Stage.UNASKED}


def an_asker(number: int, chance: random.Random) -> Asker:
    """One of any way."""
    way = chance.choice(WAYS)
    addresses = [f"asker{number}@people.example"]
    if way == "several addresses":
        addresses.append(f"asker{number}@elsewhere.example")
    return Asker(number, way, addresses)


def live(house: House, askers: list[Asker], chance: random.Random, year: timedelta) -> None:
    """The year, poll by poll."""
    coming: list[Letter] = []
    for asker in askers:
        for letter in asker.letters(chance, year):
            heappush(coming, letter)
    by_address = {address: one for one in askers for address in one.addresses}
    seen = 0
    while house.clock.now() < NOON + year:
        house.clock.advance(POLL)
        now = house.clock.now()
        while coming and coming[0].at <= now:
            happens(house, heappop(coming), askers, chance)
        house.round()
        for arrived in house.post.arrived[seen:]:
            by_address[arrived.recipients[0]].got.append((now, house.sent_text(arrived)))
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
