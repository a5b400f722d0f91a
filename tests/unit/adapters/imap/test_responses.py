"""Reading answers: what is there is understood, and nothing that a server sends is too much."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.adapters.imap.dialogue import Reply
from screener.adapters.imap.responses import (
    NO_DATE,
    appended_to,
    copied_to,
    date_time,
    day,
    fetched,
    flags,
    moment,
    stable_id,
)

MOMENTS = st.datetimes(
    min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1)  # noqa: DTZ001  # the zone is added
).map(lambda naive: naive.replace(microsecond=0, tzinfo=UTC))  # fmt: skip


@given(at=MOMENTS)
def test_a_time_that_was_written_is_read_again(at: datetime) -> None:
    """In UTC, to the second."""
    assert moment(date_time(at)) == at
    assert day(at).decode() in date_time(at).decode().lstrip('"0')


@pytest.mark.parametrize(
    ("written", "at"),
    [
        (b'"17-Jul-1996 02:44:25 -0700"', datetime(1996, 7, 17, 9, 44, 25, tzinfo=UTC)),
        (b'" 1-jan-2026 00:00:00 +0530"', datetime(2025, 12, 31, 18, 30, tzinfo=UTC)),
        (b'"31-Dec-2016 23:59:60 +0000"', datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (b'"31-Dec-9999 23:59:59 -1200"', NO_DATE),
        (b'"31-Feb-2026 00:00:00 +0000"', NO_DATE),
        (b'"17-Xyz-1996 02:44:25 -0700"', NO_DATE),
        (b'"17-Jul-1996"', NO_DATE),
        (b"NIL", NO_DATE),
        (b"", NO_DATE),
    ],
)
def test_a_time_is_read_in_its_zone(written: bytes, at: datetime) -> None:
    """And what is no time is a very old one, that draws no answer."""
    assert moment(written) == at
    assert moment(written).utcoffset() == timedelta(0)


@given(line=st.binary(max_size=200), literal=st.binary(max_size=20), tail=st.binary(max_size=40))
def test_no_answer_is_too_strange_to_be_looked_at(line: bytes, literal: bytes, tail: bytes) -> None:
    """It is read, or left alone."""
    message = fetched([b"* 1 FETCH (UID 7 " + line, literal, tail])
    assert message is None or message.uid >= 0
    assert moment(line).tzinfo is UTC
    assert copied_to(Reply("OK", line.decode("latin-1"), "", [[line]]), asked=3) is not None


def test_items_are_read_by_name_whatever_their_order() -> None:
    """Keywords may look like anything but parentheses and blanks."""
    message = fetched(
        [b"* 2 fetch (FLAGS (UID a[b 12345) Uid 9 BODY[HEADER]<0> {3}", b"abc", b" RFC822.SIZE 77)"]
    )
    assert message is not None
    assert (message.uid, message.body, message.items[b"RFC822.SIZE"]) == (9, b"abc", b"77")
    assert flags(message.items[b"FLAGS"]) == frozenset({"UID", "a[b", "12345"})


@pytest.mark.parametrize("line", [b"* 3 EXPUNGE", b"* 1 FETCH (FLAGS ())", b"* 1 FETCH (UID x)"])
def test_what_names_no_uid_is_no_message(line: bytes) -> None:
    """A sequence number alone could be anybody's."""
    assert fetched([line]) is None


@pytest.mark.parametrize(
    ("items", "identity"),
    [
        ({b"EMAILID": b"(M6d99ac3)"}, "emailid:M6d99ac3"),
        ({b"EMAILID": b"(12345)"}, "emailid:12345"),
        ({b"EMAILID": b"NIL"}, None),
        ({b"X-GM-MSGID": b"1278455344230334865"}, "gm:1278455344230334865"),
        ({}, None),
    ],
)
def test_an_identity_is_told_apart_by_its_kind(items: dict[bytes, bytes], identity: str) -> None:
    """RFC 8474, and Gmail's own."""
    assert stable_id(items) == identity


def test_receipts_are_read_from_both_of_their_places() -> None:
    """COPY tells it at the end, MOVE before (RFC 6851, section 4.3)."""
    at_the_end = Reply("OK", "COPYUID 7 304,319:320 3956:3958", "", [])
    before = Reply("OK", "", "", [[b"* OK [COPYUID 7 1:2 5,9] Moved"], [b"* 1 EXPUNGE"]])
    assert copied_to(at_the_end, asked=3) == {304: (7, 3956), 319: (7, 3957), 320: (7, 3958)}
    assert copied_to(before, asked=2) == {1: (7, 5), 2: (7, 9)}


@pytest.mark.parametrize(
    ("code", "where"),
    [("APPENDUID 38505 3955", (38505, 3955)), ("APPENDUID 1 2:3", None), ("READ-WRITE", None)],
)
def test_the_place_of_an_added_message_is_read(code: str, where: tuple[int, int] | None) -> None:
    """APPENDUID (RFC 4315)."""
    assert appended_to(Reply("OK", code, "", [])) == where
