"""That cost does not grow with what the user wrote: 10,000 rules, 20,000 closed handles."""

import json
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from screener.config.rule_sources import gather
from screener.config.rulebook import Own, compile_rules
from screener.domain.decide import Policy, decide
from screener.domain.decision import Mode
from screener.domain.event import Event
from tests.benchmarks.mail import LISTED
from tests.benchmarks.process import tell, timed
from tests.builders import NOON, a_mail

pytestmark = pytest.mark.bench

POLICY = Policy(account="me", mode=Mode.ENFORCE, zone=UTC)
OWN = Own(accounts=frozenset({"me"}), addresses=frozenset({"me@example.com"}), region=None)
MAILS = [
    a_mail(uid, sender=f"person{uid}@firm.example" if uid < 10 else f"other{uid}@firm.example")
    for uid in range(2_000)
]


def microseconds(file: Path, rules: dict[str, Any], mails: Sequence[Event]) -> float:
    """For one decision, once the rules are loaded."""
    file.write_text(json.dumps(rules, indent=0))
    with timed(f"loading {len(rules.get('rules', ())):,} rules, {len(rules['closed']):,} closed"):
        rulebook = compile_rules(gather(file.parent, file.parent / "doors.yaml"), OWN).rulebook
    began = perf_counter()
    for mail in mails:
        decide(mail, rulebook=rulebook, policy=POLICY, now=NOON, content_read=False)
    return (perf_counter() - began) / len(mails) * 1e6


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
    few = microseconds(tmp_path / "bench.yaml", rules_of(10, closed=10), MAILS)
    many = microseconds(tmp_path / "bench.yaml", rules_of(10_000, closed=LISTED), MAILS)
    tell(
        f"\n{few:.1f} µs a decision with 10 rules, {many:.1f} µs with 10,000",
        target="1.5 x",
        met=many <= 1.5 * few,
    )
