"""One line of YAML put right by quoting what was meant as text.

Every correction is read again before it is offered; what would still not be YAML is not offered.
"""

import re

from screener.config.yaml.yaml_events import NotYaml, events
from screener.domain.late import late

_HEAD = late(
    r"""\s*(?:-\s+)*                                       # list items
        (?:(?:"[^"]*"|'[^']*'|[\w$.][^:\#\[\]{},"']*)      # a key
        \s*:(?:\s+|$))?""",
    re.VERBOSE,
)
_COMMENT = late(r"\s+#(?:\s.*)?$")
_TEMPLATE = late(r"[^,\[\]{}:]*\{\{[^{}]*\}\}[^,\[\]{}]*")

_LONGEST = 2_000
"""Characters of a line that is looked through for what should be quoted."""


def quote(value: str) -> str:
    """The text as a quoted scalar of one line."""
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'


def line_quoted(line: str, column: int) -> str | None:
    """The line with its value in quotes, or one item of its flow list or mapping at `column`.

    None if neither makes it readable, and for a line that nobody would read.
    """
    if len(line) > _LONGEST:
        return None
    candidates = [_value_quoted(line), _item_quoted(line, column), _templates_quoted(line)]
    head = _HEAD.match(line)
    value = line[head.end() :] if head else line
    if value[:1] in "[{" and value[:2] != "{{":
        candidates = [*candidates[1:], candidates[0]]
    return next((line.strip() for line in candidates if line and readable(line)), None)


def readable(line: str) -> bool:
    """Whether the line by itself is YAML that means what it says."""
    try:
        with events(line.strip()) as stream:
            return all(
                getattr(event, "anchor", None) is None and getattr(event, "tag", None) is None
                for event in stream
            )
    except NotYaml:
        return False


def _value_quoted(line: str) -> str | None:
    head = _HEAD.match(line)
    if head is None or head.end() == len(line):
        return None
    comment = _COMMENT.search(line, head.end())
    end = comment.start() if comment else len(line.rstrip())
    return line[: head.end()] + quote(_unquoted(line[head.end() : end])) + line[end:]


def _item_quoted(line: str, column: int) -> str | None:
    """Quotes the item of a flow collection in which the column lies."""
    index = min(column - 1, len(line))
    before = max(line.rfind(char, 0, index) for char in "[{,")
    key = line.rfind(": ", before + 1, index + 1)
    start = max(before + 1, key + 2) if key >= 0 else before + 1
    ends = [end for char in ",]}" if (end := line.find(char, index)) >= 0]
    item = line[start : min(ends, default=len(line))]
    bare = item.strip()
    if before < 0 or not bare:
        return None
    return line[:start] + item.replace(bare, quote(_unquoted(bare)), 1) + line[start + len(item) :]


def _templates_quoted(line: str) -> str:
    def quoted(found: re.Match[str]) -> str:
        bare = found[0].strip()
        return found[0].replace(bare, quote(bare), 1)

    return _TEMPLATE.sub(quoted, line)


def _unquoted(value: str) -> str:
    inner = value[1:-1]
    if len(value) < 2 or value[0] != value[-1] or value[0] not in "\"'":
        return value
    # `'it's'` is one text with a quote in it, `'a' 'b'` is two of them.
    lone = inner.count(value[0])
    return inner if lone == 0 or lone % 2 else value
