"""People in gates who came in by an account that is not in the configuration any more.

No round of it sees to them, so nothing moves them on and no deadline passes, while they are led
through their gate wherever else they write. Only the user knows whether the account comes back.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from screener.domain.record.stay import Stay
from screener.ports.store import Store

TO_END = "`screener gates lapse WHO` ends it for one of them; or write the account anew"


def forsaken(store: Store, accounts: Collection[str]) -> Iterator[tuple[str, Sequence[Stay]]]:
    """They, by the account that is gone, the longest first; `accounts` are those that are there."""
    gone = [stay for stay in store.gatebook.inside() if stay.account not in accounts]
    for account, stays in groupby(sorted(gone, key=_account), key=_account):
        yield account, list(stays)


def _account(stay: Stay) -> str:
    return stay.account
