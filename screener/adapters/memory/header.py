"""What stands in the header of a message, as far as servers search for it."""

import re
from collections.abc import Sequence

from screener.ports.mailbox import Name

_ADDRESSES = re.compile(
    rb"^(From|To|Cc|Bcc):([^\r\n]*(?:\r\n[ \t][^\r\n]*)*)", re.IGNORECASE | re.MULTILINE
)


def fields(header: bytes, names: Sequence[str]) -> bytes:
    """Just the fields of these names, with the empty line behind them."""
    wanted = "|".join(map(re.escape, names)).encode("ascii")
    field = re.compile(
        rb"^(?:%s)[ \t]*:.*\r\n(?:[ \t].*\r\n)*" % wanted, re.IGNORECASE | re.MULTILINE
    )
    return b"".join(field.findall(header)) + b"\r\n"


def is_named(raw: bytes, names: Sequence[Name]) -> bool:
    """Whether an address field holds the pieces of one of the names; without names it does."""
    head = raw.partition(b"\r\n\r\n")[0]
    written = [found[2].lower() for found in _ADDRESSES.finditer(head)]
    wanted = [(name.local.lower().encode(), name.domain.lower().encode()) for name in names]
    return not names or any(
        local in field and domain in field for local, domain in wanted for field in written
    )


def message_id_of(raw: bytes) -> bytes:
    """As it is written, in lower case."""
    found = re.search(rb"^Message-ID:\s*(.*)$", raw, re.IGNORECASE | re.MULTILINE)
    return found[1].lower() if found else b""
