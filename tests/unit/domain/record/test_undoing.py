"""Flags as they were, and no more than we had changed."""

from screener.domain.record.undoing import flags_back


def test_only_our_own_changes_are_taken_back() -> None:
    """What was there stays, and what others changed since is not even named."""
    before = frozenset({r"\Seen", "old"})
    changes = [((r"\Seen", r"\Flagged"), ()), (("noticed",), ("OLD", "never"))]
    assert flags_back(before, changes) == (frozenset({"OLD"}), frozenset({r"\Flagged", "noticed"}))


def test_nothing_changed_is_nothing_to_do() -> None:
    """A message that was only moved."""
    assert flags_back(frozenset({r"\Seen"}), []) == (frozenset(), frozenset())
