"""The user's word that a decline goes out although they told them no already.

It holds for one closing: a later one of the same contact needs its own.
"""

from screener.domain.doors.declining import decline_key
from screener.domain.people.contact import Contact
from screener.ports.store import Store


def insist(entry: Contact, store: Store) -> None:
    """From now on an answer of the user's own does not stand in the way."""
    store.set(_key(entry), "yes")


def is_insisted(entry: Contact, store: Store) -> bool:
    """Whether the user said so of this closing."""
    return store.setting(_key(entry)) is not None


def _key(entry: Contact) -> str:
    return f"insisted on {decline_key(entry)}"
