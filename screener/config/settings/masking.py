"""Which parts of a configuration must not be shown: whatever stands where a secret may stand.

This works on lines and not on the tree, since it must hold for files that are no YAML too; so it
hides rather too much than too little.
"""

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from screener.domain.late import late

_KEY = late(r"([\w-]+)[\"']?\s*[:=]")
_URL_LOGIN = late(r"\w+://")
_SECRET_WORDS = ("password", "passphrase", "secret", "token", "oauth")
_SHORT = frozenset({"pw", "pwd", "pass", "psw", "pin", "key", "apikey", "api_key", "auth"})
_NEXT_KEY = late(r"\s*(?:-\s+)*[\w-]+[\"']?\s*:(?:\s|$)")


def secrets_hidden(lines: Iterable[str]) -> Mapping[int, int]:
    """For the numbers of lines that may hold a secret, the column from which they are hidden."""
    hidden: dict[int, int] = {}
    indent: int | None = None
    for number, line in enumerate(lines, start=1):
        margin = len(line) - len(line.lstrip())
        if indent is not None and not (margin <= indent and _NEXT_KEY.match(line)):
            # The value of the key above goes on, or may.
            hidden[number] = 1
            continue
        indent = None
        column = _secret_column(line)
        if column is not None:
            hidden[number] = column
            indent = margin if not line.lstrip().startswith("#") else None
    return hidden


def _secret_column(line: str) -> int | None:
    ends = [found.end() for found in _KEY.finditer(line) if _names_a_secret(found[1])]
    ends += [found.end() for found in _URL_LOGIN.finditer(line) if "@" in line[found.end() :]]
    if not ends:
        return None
    rest = line[min(ends) :]
    return min(ends) + 1 + len(rest) - len(rest.lstrip())


def _names_a_secret(key: str) -> bool:
    word = key.casefold()
    if word in _SHORT or any(part in word for part in _SECRET_WORDS):
        return True
    return SequenceMatcher(None, word, "password").ratio() >= 0.7
