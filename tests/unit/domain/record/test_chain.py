"""The chain: what a stranger can recompute, and that no change goes unseen."""

import hashlib
import json
from datetime import datetime

import pytest

from screener.domain.record.chain import (
    NOTHING_YET,
    Act,
    Deed,
    Entry,
    Head,
    SignedHead,
    head_text,
    linked,
    misfit,
)
from tests.builders import NOON

DEED = Deed(
    Act.NOTED,
    NOON,
    account="me",
    contact="Дмитрий",
    sha256="00ff",
    detail={"channel": "call", "told_no": True, "times": 3, "none": None},
)


def test_a_stranger_can_recompute_an_entry() -> None:
    """With nothing but JSON and SHA-256, as docs/evidence.md describes it."""
    [entry] = linked(NOTHING_YET, [(DEED, "5a17")])

    text = (
        '{"account":"me","act":"noted","at":"2026-11-20T12:00:00.000000Z","contact":"Дмитрий",'
        '"decision":null,"detail":{"channel":"call","none":null,"times":3,"told_no":true},'
        '"salt":"5a17","sha256":"00ff"}'
    )
    seal = hashlib.sha256(text.encode()).hexdigest()
    assert entry.number == 1
    assert entry.hash == hashlib.sha256(f"1 {'0' * 64} {seal}".encode()).hexdigest()
    assert json.loads(text)["contact"] == DEED.contact


def test_an_entry_that_follows_fits() -> None:
    """Each behind the head that the one before it makes."""
    first, second = linked(NOTHING_YET, [(DEED, "a"), (DEED, "b")])

    assert misfit(NOTHING_YET, first) is None
    assert misfit(Head(1, first.hash), second) is None


def test_the_same_deed_twice_has_two_seals() -> None:
    """Thanks to the salt, nobody can tell that it is the same."""
    [one] = linked(NOTHING_YET, [(DEED, "a")])
    [other] = linked(NOTHING_YET, [(DEED, "b")])

    assert one.hash != other.hash


def test_what_was_removed_is_named() -> None:
    """The first that is missing."""
    entries = list(linked(NOTHING_YET, [(DEED, str(place)) for place in range(4)]))

    assert misfit(Head(1, entries[0].hash), entries[3]) == "entry 2 is missing"


def test_what_is_no_deed_does_not_fit() -> None:
    """Whatever somebody wrote into the database, the answer is an answer."""
    odd = DEED._replace(detail={"odd": "\ud800"})
    never: Entry = Entry(1, None, "a", "b")

    assert misfit(NOTHING_YET, never)
    assert misfit(NOTHING_YET, Entry(1, odd, "a", "b"))


def test_a_deed_without_a_zone_is_refused() -> None:
    """It would be somebody's local time."""
    naive = DEED._replace(at=datetime(2026, 11, 20))  # noqa: DTZ001 - what is wrong with it

    with pytest.raises(ValueError, match="time zone"):
        list(linked(NOTHING_YET, [(naive, "a")]))


def test_a_head_is_read_as_it_is_printed() -> None:
    """In a digest and on the command line."""
    head = Head(12, "ab" * 32)

    assert str(head) == "12:" + "ab" * 32
    assert Head.read(f" {head}\n") == head


@pytest.mark.parametrize("odd", ["", "12", "12:ab", "x:" + "ab" * 32, "12:" + "zz" * 32])
def test_what_is_no_head_is_refused(odd: str) -> None:
    """Rather than compared with."""
    with pytest.raises(ValueError, match=r"."):
        Head.read(odd)


def test_what_is_signed_can_be_read_by_people() -> None:
    """Three lines: what it is, the head, and when."""
    signed = SignedHead(Head(1, "ab" * 32), NOON, b"")

    assert signed.text == head_text(signed.head, NOON)
    assert signed.text.decode().splitlines() == [
        "ledger of screener",
        f"head 1:{'ab' * 32}",
        "at 2026-11-20T12:00:00.000000Z",
    ]
