"""One pass over 20,000 messages, whole process, against a script without an engine.

Only ratios to that script, in the same run, mean something on another machine.
"""

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.benchmarks.contest import Contest, Kind
from tests.benchmarks.process import RUNS, Cost, run, tell, typical
from tests.benchmarks.proxy import wire
from tests.servers.dovecot import Dovecot, Quirks

pytestmark = pytest.mark.bench

MESSAGES = 20_000
SIZES = (200, 2_000, 20_000)
AT_MOST = {"rule": 2.5, "closed": 3.5}
"""How often the time of the script."""


@pytest.fixture(scope="module")
def contest(
    dovecot_with: Callable[[Quirks], Dovecot], tmp_path_factory: pytest.TempPathFactory
) -> Contest:
    """The mailbox of all contenders."""
    server = dovecot_with(Quirks(storage="maildir"))
    return Contest(server, tmp_path_factory.mktemp("contest"), MESSAGES)


def raw(contest: Contest) -> Cost:
    """The script, once."""
    user = contest.new_user()
    cost = run(contest.raw("once", user, 200))
    contest.verify(user)
    return cost


def screened(contest: Contest, kind: Kind, senders: int, *, port: int = 0) -> Cost:
    """`screener once`, from nothing."""
    user = contest.new_user()
    cost = run([*contest.screener(user, kind, senders, port=port), "once"])
    contest.verify(user)
    return cost


def test_a_pass_takes_little_longer_than_a_script_without_an_engine(contest: Contest) -> None:
    """And as long with 20,000 senders as with 200; exactly the right messages are moved."""
    found: dict[str, list[Cost]] = defaultdict(list)
    for _ in range(RUNS):
        found["raw-from"].append(raw(contest))
        for kind in ("rule", "closed"):
            for senders in SIZES:
                found[f"screener-{kind} {senders}"].append(screened(contest, kind, senders))
    costs = {name: typical(each) for name, each in found.items()}
    base = costs["raw-from"]
    tell(f"\n{'raw-from':22}{base}")
    for kind, at_most in AT_MOST.items():
        for senders in SIZES:
            cost = costs[f"screener-{kind} {senders}"]
            few = costs[f"screener-{kind} {SIZES[0]}"]
            ratio, growth = cost.wall / base.wall, cost.wall / few.wall
            tell(
                f"screener-{kind} {senders:>6}  {cost}  {ratio:.2f} x raw {growth:.2f} x 200",
                target=f"{at_most} x raw, 1.15 x 200, 120 MB",
                met=ratio <= at_most and growth <= 1.15 and cost.peak * 1.048576 < 120,
            )


def test_a_long_link_costs_little(contest: Contest) -> None:
    """With 20 ms there and back."""
    near: list[Cost] = []
    far: list[Cost] = []
    for _ in range(RUNS):
        with wire(contest.server.port) as here, wire(contest.server.port, round_trip=0.02) as away:
            near.append(screened(contest, "rule", 200, port=here.port))
            far.append(screened(contest, "rule", 200, port=away.port))
    ratio = typical(far).wall / typical(near).wall
    tell(f"\n20 ms round trip: {ratio:.2f} x without", target="1.5 x", met=ratio <= 1.5)


def test_memory_does_not_grow_with_the_mailbox(
    dovecot_with: Callable[[Quirks], Dovecot], tmp_path: Path
) -> None:
    """100,000 messages."""
    large = Contest(dovecot_with(Quirks(storage="maildir")), tmp_path, 100_000)
    cost = screened(large, "rule", 200)
    tell(f"\n100,000 messages: {cost}", target="120 MB", met=cost.peak * 1.048576 < 120)
