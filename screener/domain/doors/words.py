"""By which words a line of the file of doors is found again: its name, and every handle in it."""

from collections.abc import Mapping

from screener.domain.people.handle import behind


def words_in(entry: object) -> frozenset[str]:
    """Every name and handle that is written in the line.

    The name of a person behind a relay is no word alone: somebody else may have it, too.
    """
    if not isinstance(entry, Mapping) or "via" in entry:
        return frozenset(filter(None, [_word_of(entry)]))
    handles = entry.get("handles")
    several = [handles] if isinstance(handles, str | Mapping) else handles or []
    words = (entry.get("name"), entry.get("contact"), *map(_word_of, several))
    return frozenset(word for word in words if isinstance(word, str))


def _word_of(handle: object) -> str | None:
    if isinstance(handle, Mapping):
        via, name = handle.get("via"), handle.get("name")
        return behind(via, name) if isinstance(via, str) and isinstance(name, str) else None
    return handle if isinstance(handle, str) else None
