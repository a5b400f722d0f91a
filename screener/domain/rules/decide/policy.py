"""What the configuration says about deciding."""

from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import NamedTuple

from screener.domain.record.decision import Mode
from screener.domain.settings.settings import AlertWhen


class Policy(NamedTuple):
    """What the configuration says about deciding, for one account; `round` names the round."""

    account: str
    mode: Mode
    zone: tzinfo
    closed_file: str = "Screened/Closed"
    closed_mark: tuple[str, ...] = ("seen",)
    closed_digest: str = "count"
    trash: str = "Trash"
    alert_when: tuple[AlertWhen, ...] = ()
    round: str = ""


@lru_cache(maxsize=16)
def today_in(now: datetime, zone: tzinfo) -> date:
    """The day in that zone; a round asks for one and the same again and again."""
    return now.astimezone(zone).date()
