"""How one telephone provider writes: what its reader promises to those who choose among them."""

from collections.abc import Callable
from typing import NamedTuple

from screener.domain.record.event import CallReceived, VoicemailReceived
from screener.domain.settings.settings import Provider
from screener.normalize.telephone.notice import Notice


class Dialect(NamedTuple):
    """One provider's reader; pure, and no judge of trust.

    `claims` looks at nothing but the header; `read` is asked if it says yes. Of a sender that the
    account lists under this provider it is asked as well where the subject announces a call, and,
    with `by_body`, where the header says nothing at all. The answer
    of `read` is None for whatever is neither a voicemail nor a missed call. `senders` are the
    domains and addresses, in lower case, that the provider writes from; there are none for what
    people run themselves.
    """

    provider: Provider
    claims: Callable[[Notice], bool]
    read: Callable[[Notice], VoicemailReceived | CallReceived | None]
    senders: frozenset[str] = frozenset()
    by_body: bool = False
