"""A message is known again by its identity, and no other message is taken for it."""

from datetime import UTC, datetime, timedelta, timezone

from screener.normalize.header.identity import identity

RECEIVED = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_the_stable_id_of_the_server_is_the_identity() -> None:
    """RFC 8474 and Gmail know better than any hash."""
    assert identity(b"x", size=1, received=RECEIVED, stable_id="emailid:M1") == "emailid:M1"


def test_header_size_and_time_make_the_identity_otherwise() -> None:
    """Each of the three counts; the zone in which the time is written does not."""
    elsewhere = RECEIVED.astimezone(timezone(timedelta(hours=5)))
    same = identity(b"A: 1\r\n", size=10, received=RECEIVED, stable_id=None)
    others = {
        identity(b"A: 2\r\n", size=10, received=RECEIVED, stable_id=None),
        identity(b"A: 1\r\n", size=11, received=RECEIVED, stable_id=None),
        identity(b"A: 1\r\n", size=10, received=RECEIVED + timedelta(seconds=1), stable_id=None),
    }

    assert same.startswith("sha256:")
    assert len(same) == len("sha256:") + 64
    assert identity(b"A: 1\r\n", size=10, received=elsewhere, stable_id=None) == same
    assert len(others | {same}) == 4
