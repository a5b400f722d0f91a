"""What cannot be beaten by much: IMAPClient, a set and one MOVE, with no rules and no memory.

    python -m tests.benchmarks.raw {once,idle} PORT USER FILE_OF_SENDERS

Moves what comes from one of the senders out of INBOX into `Screened`; `idle` goes on until it is
ended.
"""

import sys
from collections.abc import Iterator
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from itertools import islice
from pathlib import Path

from imapclient import IMAPClient

from tests.servers.dovecot import PASSWORD

FROM = "BODY.PEEK[HEADER.FIELDS (FROM)]"
BATCH = 1000

_parser = BytesHeaderParser()


def screen(client: IMAPClient, senders: frozenset[str], *, after: int) -> int:
    """Move what is new, and say what the greatest UID was."""
    uids = [uid for uid in client.search(["UID", f"{after + 1}:*"]) if uid > after]
    rest = iter(uids)
    found: list[int] = []
    while batch := list(islice(rest, BATCH)):
        for uid, items in client.fetch(batch, [FROM]).items():
            block = next(value for key, value in items.items() if key.startswith(b"BODY["))
            if not senders.isdisjoint(_addresses(block)):
                found.append(uid)
    for some in _short_sets(found):
        client.move(some, "Screened")
    return max(uids, default=after)


def _addresses(block: bytes) -> Iterator[str]:
    written = _parser.parsebytes(block).get_all("From", [])
    return (address.lower() for _, address in getaddresses([str(value) for value in written]))


def _short_sets(uids: list[int]) -> Iterator[str]:
    """The UIDs as sequence sets, each short enough for one command."""
    rest = iter(uids)
    while some := list(islice(rest, 1000)):
        yield ",".join(map(str, some))


def main(how: str, port: str, user: str, file: str) -> None:
    """Screen once, or for ever."""
    senders = frozenset(Path(file).read_text().split())
    client = IMAPClient("127.0.0.1", port=int(port), ssl=False)
    client.login(user, PASSWORD)
    client.select_folder("INBOX")
    last = screen(client, senders, after=0)
    while how == "idle":
        client.idle()
        while not any(b"EXISTS" in response for response in client.idle_check(timeout=600)):
            pass
        client.idle_done()
        last = screen(client, senders, after=last)
    client.logout()


if __name__ == "__main__":
    main(*sys.argv[1:])
