"""Rule files that are as large as may be, and then some: within 8 MiB, each of its own kind."""

from collections.abc import Callable
from itertools import count

LARGEST = 8 * 1024 * 1024


def filled(head: str, item: Callable[[int], str]) -> str:
    """A file of 8 MiB at most, with as many items as fit."""
    parts, left = [head], LARGEST - len(head)
    for number in count():
        part = item(number)
        left -= len(part)
        if left < 0:
            return "".join(parts)
        parts.append(part)
    raise AssertionError("numbers never end")


def repeated(head: str, item: Callable[[int], str], times: int) -> str:
    """A file with so many items."""
    return head + "".join(map(item, range(times)))


def a_rule(number: int) -> str:
    """A rule on one line."""
    when = f"{{from: person{number}@example.com}}"
    return f"- {{name: Rule {number}, when: {when}, then: {{file: Folder}}}}\n"


def a_rule_about_one_firm(number: int) -> str:
    """A rule whose sender many others share."""
    when = f"{{from: '@firm.example', subject: word{number}x}}"
    return f"- {{name: Rule {number}, when: {when}, then: {{file: Folder}}}}\n"


def a_handle(number: int) -> str:
    """A closed door on one line."""
    return f"- person{number}@f{number % 997}.example\n"


def an_entry(number: int) -> str:
    """A closed door with a name."""
    return f"- {{name: P{number}, handles: [p{number}@firm.example]}}\n"


def a_pattern(number: int) -> str:
    """A rule with a pattern that takes much memory."""
    when = f"{{subject: {{regex: '(a{{99}}){{10}}x{number}'}}}}"
    return f"- {{name: R{number}, when: {when}, then: {{keep: true}}}}\n"


def a_long_rule(number: int) -> str:
    """A rule with forty senders."""
    senders = ", ".join(f"p{number}.{each}@b.example" for each in range(40))
    return f"- {{name: R{number}, when: {{from: [{senders}]}}, then: {{keep: true}}}}\n"


ORDINARY: dict[str, Callable[[], str]] = {
    "10,000 lines": lambda: (
        repeated("rules:\n", a_rule, 5_000) + repeated("closed:\n", a_handle, 4_998)
    ),
    "10,000 rules, 20,000 handles": lambda: (
        repeated("rules:\n", a_rule, 10_000) + repeated("closed:\n", a_handle, 20_000)
    ),
}
"""Files that somebody may have."""

LARGE: dict[str, Callable[[], str]] = {
    "100,000 handles": lambda: repeated("closed:\n", a_handle, 100_000),
    "8 MiB of one handle": lambda: f"closed:\n- {'a' * (LARGEST - 100)}@example.com\n",
    "20,000 entries": lambda: repeated("closed:\n", an_entry, 20_000),
    "20,000 rules": lambda: repeated("rules:\n", a_rule, 20_000),
    "10,000 rules of one firm": lambda: repeated("rules:\n", a_rule_about_one_firm, 10_000),
    "8 MiB of comments": lambda: filled("", lambda _: "# - a: b, c\n"),
}
"""Files at the limits, which are used."""

EXTREME: dict[str, Callable[[], str]] = {
    "8 MiB of long rules": lambda: filled("rules:\n", a_long_rule),
    "300,000 handles": lambda: repeated("closed:\n", a_handle, 300_000),
    "8 MiB of handles": lambda: filled("closed:\n", lambda n: f"- a{n:x}@b.co\n"),
    "8 MiB of entries": lambda: filled("closed:\n", an_entry),
    "8 MiB of numbers": lambda: filled("closed:\n", lambda n: f'- "+1202{5550000 + n}"\n'),
    "8 MiB of rules": lambda: filled("rules:\n", a_rule),
    "20,000 complicated patterns": lambda: repeated("rules:\n", a_pattern, 20_000),
    "8 MiB of errors": lambda: filled("rules:\n", lambda _: "- {nam: a, whe: 1}\n"),
    "8 MiB of bad handles": lambda: filled("closed:\n", lambda _: "- a b\n"),
    "8 MiB of text": lambda: filled(
        "replies:\n a:\n  body: |\n", lambda _: "   hello there, - you: and\n"
    ),
    "one list of 1,000,000": lambda: f"x: [{'a, ' * 999_000}]\n",
    "1,000,000 values": lambda: repeated("x:\n", lambda _: f"- [{'a, ' * 99}]\n", 10_000),
    "deep nesting": lambda: "rules: " + "[" * (LARGEST - 10),
    "nested aliases": lambda: "a: &a [x]\n" + "b: &b [*a, *a]\n" * 500_000,
    "300 rules of a long list": lambda: (
        f"lists: {{w: [{', '.join(f'w{n}' for n in range(50_000))}]}}\n"
        + repeated("rules:\n", lambda n: f"- {{name: R{n}, when: {{text: list:w}}}}\n", 300)
    ),
}
"""Files that nobody has, but by accident or out of malice: they are refused."""
