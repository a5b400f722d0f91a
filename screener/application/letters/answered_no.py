"""Whether a closing has had its one answer, however the user has rewritten its line since."""

from screener.domain.doors.declining import decline_keys
from screener.domain.letters.outgoing import Stage
from screener.domain.people.contact import Contact
from screener.ports.store import Store


def had_its_answer(entry: Contact, key: str, store: Store) -> bool:
    """Whether there is a letter of that key, or one that the same closing has had under another.

    The key has the first handle and the day of the closing in it, and people put lines in order. A
    door may be closed twice on one day: an answer that was called off in between counts no more.
    """
    known = store.letterbox.letter(key)
    closings = (one.at for one in store.doorbook.closings() if one.line == entry.line)
    began = next(closings, None)
    if began is None:
        return known is not None
    if known is not None and not (known.is_called_off and known.created < began):
        return True
    letters = filter(None, map(store.letterbox.letter, decline_keys(entry)))
    return any(one.created >= began and one.stage is not Stage.CANCELLED for one in letters)
