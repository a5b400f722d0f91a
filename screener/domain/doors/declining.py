"""What names the one answer of a closing, so that there is never a second one."""

from datetime import date

from screener.domain.letters.letter import Kind
from screener.domain.people.contact import Contact, Met
from screener.domain.people.handle import address_key


def decline_key(entry: Contact) -> str:
    """The key of the letter: the same after a restart or a lost database."""
    return _key(entry, entry.handles[0].key)


def decline_key_of(entry: Contact, met: Met, *, sender: str) -> str:
    """The key of the letter to that sender, who is met.

    Behind a line for many, such as a domain, each address has a closing of its own, whatever the
    user calls the person.
    """
    many = met.handle is not None and met.handle.covers_many and entry.name is None
    return _key(entry, address_key(sender)) if many else decline_key(entry)


def decline_keys(entry: Contact) -> frozenset[str]:
    """Every key that the letter may have had when its line was written in another way."""
    days = {entry.since, None}
    return frozenset(_named(one.key, day) for one in entry.handles for day in days)


def _key(entry: Contact, about: str) -> str:
    return _named(about, entry.since)


def _named(about: str, since: date | None) -> str:
    return f"{Kind.DECLINE.value}:{about}:{since.isoformat() if since else 'always'}"
