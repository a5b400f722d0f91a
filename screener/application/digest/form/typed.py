"""What to type to do by hand what a link of the digest does."""

import shlex
from collections.abc import Iterable, Iterator, Sequence

from screener.domain.digest.command import Command, Verb
from screener.domain.digest.digest import Digest


def typed(command: Command, digest: Digest) -> Sequence[str]:
    """The pieces of the command line, quoted for the shell; none where there is only the link.

    An option and its value are one piece.
    """
    words = _words(command, digest)
    # A line that would break, hide what it says, or take a name for an option is not for typing.
    misleads = not "".join(words).isprintable() or any(
        word.startswith("-") for word in command.about
    )
    return () if misleads or not words else list(_pieces(("screener", *words)))


def _pieces(words: Iterable[str]) -> Iterator[str]:
    left = iter(words)
    for word in left:
        yield f"{word} {shlex.quote(next(left))}" if word.startswith("--") else shlex.quote(word)


def _words(command: Command, digest: Digest) -> Sequence[str]:
    match command:
        case Command(Verb.CLOSE | Verb.WELCOME | Verb.OPEN | Verb.UNDO as verb, (about,)):
            return (verb.value, about)
        case Command(Verb.UNDO_RULE, (rule, *_)):
            since = digest.since.astimezone(digest.zone).isoformat(timespec="seconds")
            return ("undo", "--rule", rule, "--since", since)
        case Command(Verb.CHOOSE, (who, label)):
            return ("gates", "choose", who, label)
        case Command(Verb.ACCEPT, (who,)):
            return ("gates", "advance", who)
        case Command(Verb.RESUME, _):
            return ("resume",)
        case _:
            return ()
