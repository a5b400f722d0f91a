"""What names the one answer of a closing, so that there is never a second one."""

from screener.domain.contact import Contact, Met
from screener.domain.letter import Kind


def decline_key(entry: Contact, met: Met | None = None) -> str:
    """The key of the letter: the same after a restart or a lost database.

    Behind a line for many, such as a domain, each address has a closing of its own: `met` is
    theirs.
    """
    since = entry.since.isoformat() if entry.since else "always"
    many = met is not None and met.handle is not None and met.handle.covers_many
    about = met.contact if met and many and entry.name is None else entry.handles[0].key
    return f"{Kind.DECLINE.value}:{about}:{since}"
