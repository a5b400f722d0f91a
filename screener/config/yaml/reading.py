"""A text read to its end, beyond lines that are no YAML where it is sure what was meant by them.

So that what is wrong further down is told at the same time.
"""

from typing import NamedTuple

from screener.config.complaint import Complaint
from screener.config.yaml.faults import Stop
from screener.config.yaml.growth import Growth, Root
from screener.config.yaml.lines import Lines
from screener.config.yaml.syntax import explain
from screener.config.yaml.yaml_events import NotYaml

_READ_AGAIN = 1024 * 1024
"""Characters of texts that are read again for the sake of what else is wrong in them."""


class Grown(NamedTuple):
    """What came of a text: its root, None if it is empty or cannot be read, and all that is wrong.

    `lines` are as they were read at last, those with the numbers `mended` as corrected.
    """

    root: Root | None
    lines: Lines
    complaints: list[Complaint]
    mended: frozenset[int]


def grow(lines: Lines) -> Grown:
    """Read a text and all that is wrong with it. Nothing is raised."""
    slips: dict[int, Complaint] = {}
    left = _READ_AGAIN
    while True:
        growth = Growth(lines)
        root, mended = None, None
        try:
            root = growth.whole()
        except NotYaml as error:
            slip, mended = explain(error, lines)
            known = {one.place.line for one in growth.faults.complaints}
            if slip.place.line in known or slip.place.line in slips:
                mended = None
            else:
                slips[slip.place.line] = slip
        except Stop:
            pass
        left -= len(lines.text)
        if mended is None or left < 0:
            faults = [one for one in growth.faults.complaints if one.place.line not in slips]
            return Grown(root, lines, [*faults, *slips.values()], frozenset(slips))
        lines = mended
