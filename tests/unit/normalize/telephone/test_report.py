"""When a call was: by the provider's clock where that can be right."""

from datetime import UTC, datetime

import pytest

from screener.domain.record.event import TimeSource
from tests.builders import an_arrival
from tests.unit.normalize.voicemail.letters import a_letter, voicemail_of

RECEIVED = an_arrival().received


@pytest.mark.parametrize(
    ("date", "at", "source"),
    [
        (
            "Fri, 20 Nov 2026 09:21:14 -0500",
            datetime(2026, 11, 20, 14, 21, 14, tzinfo=UTC),
            "header_date",
        ),
        ("Fri, 20 Nov 2026 09:21:14 -0000", RECEIVED, "internaldate"),
        ("Thu, 01 Jan 1970 00:00:10 +0000", RECEIVED, "internaldate"),
        ("Fri, 20 Nov 2099 09:21:14 +0000", RECEIVED, "internaldate"),
        ("Fri, 20 Nov 99999 09:21:14 +9999", RECEIVED, "internaldate"),
        ("yesterday", RECEIVED, "internaldate"),
        ("", RECEIVED, "internaldate"),
    ],
)
def test_the_date_counts_if_it_can_be_right(date: str, at: datetime, source: str) -> None:
    """Without a zone, from before any exchange or from the future, the server's clock is better."""
    found = voicemail_of(
        a_letter(
            sender="voicemail@twimlets.com",
            subject="New Voicemail Message from 2125550142",
            text="Hi.",
            fields={"Date": date},
        )
    )

    assert (found.at, found.time_source) == (at, TimeSource(source))
