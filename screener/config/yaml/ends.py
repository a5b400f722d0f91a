"""Where values end: that is asked only to correct a line or to edit a file."""

from array import array
from bisect import bisect_left, bisect_right

from screener.config.yaml.branch import Branch
from screener.config.yaml.yaml_events import ENDS, STARTS, VALUES, events


class Ends:
    """The ends of all values of a text that can be read, for which it is read once more."""

    def __init__(self, text: str) -> None:
        self._starts, self._ends = array("I"), array("I")
        unfinished: list[int] = []
        last = 0
        with events(text) as stream:
            for event in stream:
                kind, end = type(event), event.end_mark.index
                if kind in ENDS:
                    # Only what has a closing bracket ends there; block style ends with its last
                    # value.
                    last = end if event.start_mark.index < end else last
                    self._ends[unfinished.pop()] = last
                elif kind in VALUES:
                    if kind in STARTS:
                        unfinished.append(len(self._starts))
                    last = end
                    self._starts.append(event.start_mark.index)
                    self._ends.append(end)

    def of(self, there: Branch | int) -> int:
        """The index after the last character of what begins there.

        A block scalar ends where the next line begins.
        """
        # A mapping without brackets begins where its first key does, and comes before it.
        if isinstance(there, Branch):
            return self._ends[bisect_left(self._starts, there.start)]
        return self._ends[bisect_right(self._starts, there) - 1]
