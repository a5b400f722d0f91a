"""What many rules and closed doors cost: `python -m tests.benchmarks.rules`.

The figures to hold on a laptop: 10,000 rules and 20,000 closed handles are read in 1.5 s and a
message is decided by its header in 100 µs, as with ten rules; `check` reads 10,000 lines in 1 s.
"""

from collections.abc import Iterator
from datetime import UTC
from time import process_time

from screener.config.lint.rules import lint
from screener.config.rulebook.compiling import Own, compile_rules
from screener.config.rulebook.sources import Gathered, RuleSources
from screener.domain.record.decision import Mode
from screener.domain.record.event import MailReceived
from screener.domain.rules.decide import Policy, decide
from screener.domain.rules.rulebook import Rulebook
from tests.builders import NOON, a_mail

OWN = Own(frozenset({"me"}), frozenset({"me@example.com"}), "US")
POLICY = Policy(account="me", mode=Mode.ENFORCE, zone=UTC)

KINDS = (
    "{{from: person{0}@example.com}}",
    "{{from: '@firm{0}.example', text: [lunch, dinner {0}]}}",
    "{{subject: 'invoice {0:05d}'}}",
    "{{subject: {{word: offer{0}}}, not: {{is: reply}}}}",
    "{{subject: {{regex: 'case [0-9]+ {0}x'}}}}",
    "{{header: {{X-Mailer: mailer{0}}}}}",
    "{{to: other{0}@example.com}}",
)


def a_file(rules: int) -> str:
    """So many rules, of each kind as many; four lines each."""
    return "rules:\n" + "".join(
        f"  - name: Rule {number}\n"
        f"    when: {KINDS[number % len(KINDS)].format(number)}\n"
        f"    then: {{file: Folder/{number % 50}}}\n"
        "\n"
        for number in range(rules)
    )


def doors(handles: int) -> str:
    """So many closed doors."""
    lines = (f"  - closed{number}@nowhere{number % 997}.example\n" for number in range(handles))
    return "closed:\n" + "".join(lines)


def mails(rulebook: Rulebook, count: int) -> Iterator[MailReceived]:
    """Mail that no rule is about, whose senders and subjects differ."""
    for number in range(1, count + 1):
        yield a_mail(
            number,
            sender=f"somebody{number}@else{number % 13}.example",
            subject=f"Hello number {number}, this is about the invoice of last week",
            headers=dict.fromkeys(rulebook.header_names, ("Some mailer 1.0",)),
        )


def measure(rules: int, handles: int) -> None:
    """Print one line."""
    files = {"rules/10.yaml": a_file(rules), "rules/doors.yaml": doors(handles)}
    began = process_time()
    rulebook = compile_rules(Gathered(RuleSources(files=files), []), OWN).rulebook
    read = process_time() - began
    began = process_time()
    assert list(lint(rulebook, closed_file="Screened/Closed", today=NOON.date())) == []
    linted = process_time() - began
    letters = list(mails(rulebook, 4_000))
    times = []
    for part in (letters[:500], letters[500:]):  # the first make ready what is made when needed
        began = process_time()
        for letter in part:
            decide(letter, rulebook=rulebook, policy=POLICY, now=NOON, content_read=False)
        times.append((process_time() - began) / len(part) * 1e6)
    print(  # noqa: T201 - a benchmark prints
        f"{rules:6} rules {handles:6} handles   read {read:5.2f} s   lint {linted:5.2f} s"
        f"   decide {times[1]:5.0f} µs (the first 500 {times[0]:5.0f} µs)"
    )


if __name__ == "__main__":
    for many in (10, 100, 1_000, 2_500, 10_000):
        measure(many, 2 * many)
