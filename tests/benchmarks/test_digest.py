"""What a digest costs over a day on which 20,000 messages came, whole process."""

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from screener.adapters.store import open_store
from screener.domain.record.decision import Decision, Door
from screener.domain.record.effect import Do, Effect, Status
from tests.benchmarks.process import RUNS, run, tell, typical
from tests.builders import a_decision, a_mail, an_arrival

pytestmark = pytest.mark.bench

MESSAGES = 20_000


def test_a_digest_of_a_day_with_20_000_decisions(tmp_path: Path) -> None:
    """Some at closed doors, many by rules, the rest left; most senders are new."""
    config = a_day(tmp_path)
    command = [sys.executable, "-m", "screener", "--config", str(config), "digest"]
    for form in ("--text", "--json"):
        cost = typical([run([*command, form]) for _ in range(RUNS)])
        tell(
            f"\ndigest {form} of {MESSAGES} decisions: {cost}",
            target="2 s, 100 MB",
            met=cost.wall < 2 and cost.peak * 1.048576 < 100,
        )


def a_day(folder: Path) -> Path:
    """The configuration beside a store with a day in it."""
    (folder / "rules").mkdir()
    (folder / "rules" / "doors.yaml").write_text("closed: [pushy@example.com]\n")
    login = {"host": "127.0.0.1", "user": "me", "password": {"env": "NOBODY_ASKS"}}
    account = {"name": "me", "address": "me@example.com", "imap": login}
    config = folder / "config.yaml"
    config.write_text(json.dumps({"state": "state", "mode": "enforce", "accounts": [account]}))
    now = datetime.now(UTC)
    store = open_store(folder / "state" / "screener.sqlite3")
    store.doorbook.begin([], at=now - timedelta(days=1))
    for first in range(1, MESSAGES + 1, 500):
        at = now - timedelta(hours=20) + timedelta(seconds=first)
        store.remember([a_message(uid, at) for uid in range(first, first + 500)], bookmark=None)
    store.close()
    return config


def a_message(uid: int, at: datetime) -> Decision:
    """Every tenth is a knock, and every second is filed by one of fifty rules."""
    knock = uid % 10 == 0
    sender = "pushy@example.com" if knock else f"person{uid}@example.com"
    file = Effect(do=Do.FILE, value="Filed", status=Status.DONE)
    filed = knock or uid % 2 == 0
    arrival = an_arrival(uid, identity=f"hash:{os.urandom(16).hex()}", received=at)
    return a_decision(
        uid,
        *((file,) if filed else ()),
        event=a_mail(uid, sender=sender, arrival=arrival, subject=f"Message number {uid}"),
        id=os.urandom(8).hex(),
        decided=at,
        contact=sender,
        rule=("closed door" if knock else f"rule {uid % 50}") if filed else None,
        destination="Filed" if filed else None,
        door=Door.CLOSED if knock else Door.OPEN,
        line="pushy@example.com" if knock else None,
        knock=knock,
    )
