"""Text in HTML that nobody's mail client makes a link of, and that stays in its own direction.

Mail clients look for addresses, domains and telephone numbers and make them links, whatever the
sender wanted; and nothing that a stranger writes must be a finger's touch away from being opened,
called or written to. Wrapping it in `<a>` without `href` would be neat, but some clients unwrap
that. What survives is to take the pattern apart: with a zero-width non-joiner, which no address
can hold there (Gmail, Outlook and Apple Mail then see no domain), inside a `<span>` of its own
(Gmail looks through the character in telephone numbers, and not past a tag). Lines are not broken
there, and a handle that is copied with such characters is read without them: see `parse_handle`.
"""

import re
from html import escape

BREAK = "\u200c"

_APART = f"<span>{BREAK}</span>"

_JOINTS = re.compile(r"(?<=\S)([.\u3002\uff0e\uff61@/])(?=\S)|(?<=\S)(:)(?=/)")
_NUMBER = re.compile(r"\d(?:[ ().-]{0,3}\d){5,}")
_THREE_DIGITS = re.compile(r"((?:\d\D*){3})(?=\d)")


def inert(text: str) -> str:
    """The text as HTML in which there is nothing to touch."""
    apart = _NUMBER.sub(lambda found: _THREE_DIGITS.sub(rf"\1{BREAK}", found[0]), text)
    apart = _JOINTS.sub(rf"\1\2{BREAK}", apart)
    return escape(apart).replace(BREAK, _APART)


def theirs(text: str) -> str:
    """The same, in a direction that its own letters give and that nothing beside it sees."""
    # `dir` isolates like `<bdi>` does, which Gmail drops.
    return f'<span dir="auto">{inert(text)}</span>'
