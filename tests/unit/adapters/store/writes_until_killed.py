"""A process that decides, begins and settles, and says what it has written, until it is killed.

Arguments: the database, and the UID after the last one that was decided.
"""

import sys
from datetime import timedelta
from pathlib import Path

from screener.adapters.store import open_store
from screener.domain.record.effect import Do, Receipt, Status
from tests.builders import NOON, a_bookmark, a_decision, an_effect

BATCH = 20
LATER = NOON + timedelta(days=365)


def main(path: Path, first: int) -> None:
    """Go on until somebody ends it; each line is true before it is printed."""
    store = open_store(path)
    tag, file = an_effect(Do.TAG, ("screened",)), an_effect(Do.FILE)
    while True:
        batch = [a_decision(uid, tag, file) for uid in range(first, first + BATCH)]
        first += BATCH
        store.remember(batch, bookmark=a_bookmark(first - 1))
        print("read", first - 1, flush=True)  # noqa: T201 - this is how it is watched
        queued = [each.id for each in store.due("me", now=LATER, limit=BATCH)]
        store.begin(queued, at=LATER)
        print("began", *queued, flush=True)  # noqa: T201 - the same
        store.settle([Receipt(effect=each, status=Status.DONE, at=LATER) for each in queued])
        print("done", *queued, flush=True)  # noqa: T201 - the same


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
