"""That cost does not grow with what the user wrote: 10,000 rules, 20,000 closed handles."""

import json
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import pytest

from screener.config.rulebook.compiling import Own, compile_rules
from screener.config.rulebook.sources import gather
from screener.domain.record.decision import Mode
from screener.domain.record.event import Event
from screener.domain.rules.decide import Policy, decide
from tests.benchmarks.mail import LISTED
from tests.benchmarks.process import tell
from tests.builders import NOON, a_mail

pytestmark = pytest.mark.bench

POLICY = Policy(account="me", mode=Mode.ENFORCE, zone=UTC)
OWN = Own(accounts=frozenset({"me"}), addresses=frozenset({"me@example.com"}), region=None)
MAILS = [
    a_mail(uid, sender=f"person{uid}@firm.example" if uid < 10 else f"other{uid}@firm.example")
    for uid in range(2_000)
]


class Measured(NamedTuple):
    """Seconds until a first message was decided, and microseconds for each from then on."""

    load: float
    decide: float


def measured(file: Path, rules: dict[str, Any], mails: Sequence[Event]) -> Measured:
    """What these rules cost, as they are read from a file."""
    file.write_text(json.dumps(rules, indent=0))
    began = perf_counter()
    rulebook = compile_rules(gather(file.parent, file.parent / "doors.yaml"), OWN).rulebook
    first, *others = mails
    decide(first, rulebook=rulebook, policy=POLICY, now=NOON, content_read=False)
    load = perf_counter() - began
    began = perf_counter()
    for mail in others:
        decide(mail, rulebook=rulebook, policy=POLICY, now=NOON, content_read=False)
    return Measured(load, (perf_counter() - began) / len(others) * 1e6)


def rules_of(count: int, *, closed: int) -> dict[str, Any]:
    """Rules each about one sender, and closed doors."""
    return {
        "rules": [
            {
                "name": f"rule {number}",
                "when": {"from": f"person{number}@firm.example", "subject": "lunch"},
                "then": {"file": "Filed"},
            }
            for number in range(count)
        ],
        "closed": [f"closed{number}@firm.example" for number in range(closed)],
    }


def test_a_decision_costs_the_same_however_many_rules_there_are(tmp_path: Path) -> None:
    """Loaded once; then only what may fit is tried."""
    few = measured(tmp_path / "bench.yaml", rules_of(10, closed=10), MAILS)
    many = measured(tmp_path / "bench.yaml", rules_of(10_000, closed=LISTED), MAILS)
    tell(
        f"\nloading 10,000 rules and {LISTED:,} closed handles: {many.load:.2f} s",
        target="1.5 s",
        met=many.load <= 1.5,
    )
    tell(
        f"a decision by the header with 10,000 rules: {many.decide:.0f} µs",
        target="100 µs",
        met=many.decide <= 100,
    )
    tell(
        f"which is {many.decide / few.decide:.2f} x the {few.decide:.0f} µs with 10 rules",
        target="1.5 x",
        met=many.decide <= 1.5 * few.decide,
    )
