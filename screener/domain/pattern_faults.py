"""Why RE2 refuses a pattern, in plain words, and what to write instead."""

import re

_AROUND = {"(?=": "ahead", "(?!": "ahead", "(?<=": "back", "(?<!": "back"}

_FAULTS = (
    ("missing )", r"opens a `(` and never closes it; for the sign itself write `\(`"),
    ("missing ]", r"opens a `[` and never closes it; for the sign itself write `\[`"),
    ("unexpected )", r"closes a `)` that was never opened; for the sign itself write `\)`"),
    (
        "no argument for repetition",
        r"has a `{mark}` that repeats nothing; for any text write `.*`, for the sign `\{mark}`",
    ),
    ("bad repetition operator", "repeats twice in a row with `{mark}`; one sign of it is enough"),
    (
        "repetition size",
        "repeats too often with `{mark}`; a thousand times is the most, all in all",
    ),
    ("class range", "has `{mark}`, which is no range of characters; a range is like `a-z`"),
    ("trailing", r"ends in a lone backslash; for the sign itself write `\\`"),
    ("too large", "is too complicated: it would take too much memory"),
)
"""How RE2's reasons begin, or what is in them, and how the sentence about the pattern goes on."""


def fault_of(pattern: str, *, said: str) -> str:
    """What is wrong with the pattern, behind what RE2 says of it."""
    found = re.search(r":\s*(.*)\Z", said, re.DOTALL)
    return f"the pattern `{pattern}` {_fault(said, found[1] if found else '')}"


def _fault(said: str, mark: str) -> str:
    if "perl operator" in said:
        return _of_groups(mark)
    if "escape sequence" in said:
        if mark[1:].isdigit():
            return f"refers back to a group with `{mark}`; patterns here cannot do that"
        return rf"has `{mark}`, which means nothing; for a backslash itself write `\\`"
    known = (text for reason, text in _FAULTS if reason in said)
    return next(known, "cannot be read ({mark})").replace("{mark}", mark or said)


def _of_groups(mark: str) -> str:
    if mark in _AROUND:
        return (
            f"looks {_AROUND[mark]} with `{mark}`, which patterns here cannot do; write what must"
            " not be there under `none`, beside `regex`"
        )
    return f"begins a group with `{mark}`, which means nothing here; write `(` or `(?:`"
