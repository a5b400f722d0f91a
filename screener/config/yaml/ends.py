"""Where scalars end: that is asked only to correct a line or to edit a file."""

from array import array
from bisect import bisect_right

from screener.config.yaml.yaml_events import Scalar, events


class Ends:
    """The ends of all scalars of a text that can be read, for which it is read once more."""

    def __init__(self, text: str) -> None:
        self._starts, self._ends = array("I"), array("I")
        for event in events(text):
            kind = type(event)
            if kind is Scalar:
                self._starts.append(event.start_mark.index)
                self._ends.append(event.end_mark.index)

    def of(self, start: int) -> int:
        """The index after the last character of the scalar that begins there.

        A block scalar ends where the next line begins.
        """
        return self._ends[bisect_right(self._starts, start) - 1]
