"""Where in a file a word of a longer text stands, such as one in the third line of a letter.

A text of several lines has one place in YAML, where it begins. In a literal block (`|`) its lines
are those of the file; in every other style YAML joins and breaks lines, and the word is looked for.
"""

import re

from screener.config.yaml.source import Path_, Tree
from screener.domain.late import late

_LINE_END = late(r"\r\n|\r|\n")


def index_inside(tree: Tree, path: Path_, *, line: int, word: str) -> int:
    """The index in the file of `word` on that line (from 1) of the text at `path`.

    If the word is not there it is the line's first character, or where the text begins.
    """
    start, end = tree.span(path)
    first, last = start, end
    if tree.text[start : start + 1] == "|":
        ends = [found.end() for found in _LINE_END.finditer(tree.text, start, end)]
        first, last = ends[min(line, len(ends)) - 1], [*ends, end][min(line, len(ends))]
    found = _pattern(word).search(tree.text, first, last) if word else None
    if found is not None:
        return found.start()
    blank = len(tree.text[first:last]) - len(tree.text[first:last].lstrip())
    return first + (blank if first + blank < last else 0)


def _pattern(word: str) -> re.Pattern[str]:
    """The word by itself and in any case; where it has a space the file may have a line's end."""
    words = r"\s+".join(re.escape(part) for part in word.split())
    return re.compile(rf"(?<![\w.]){words}(?!\w)", re.IGNORECASE)
