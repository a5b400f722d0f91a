"""The one door to PyYAML: a text as the events of libyaml.

Events come in one loop, so no depth of nesting can exhaust a stack; composing nodes would recurse
in C, and is several times slower.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import yaml

Scalar = yaml.ScalarEvent
Alias = yaml.AliasEvent
SequenceStart = yaml.SequenceStartEvent
MappingStart = yaml.MappingStartEvent
SequenceEnd = yaml.SequenceEndEvent
MappingEnd = yaml.MappingEndEvent
DocumentStart = yaml.DocumentStartEvent

STARTS = frozenset({SequenceStart, MappingStart})
ENDS = frozenset({SequenceEnd, MappingEnd})
VALUES = STARTS | {Scalar, Alias}
"""With these a value begins."""


class NotYaml(Exception):
    """What libyaml says when it cannot go on; indexes count characters of the text.

    `context` tells what was being read and `began` where that began.
    """

    def __init__(self, problem: str, *, index: int, context: str, began: int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.index = index
        self.context = context
        self.began = began


@contextmanager
def events(text: str) -> Iterator[Iterator[Any]]:
    """The events of a text, for the block that reads them. Raises NotYaml out of the block."""
    parser = yaml.CSafeLoader(text)
    try:
        # The iterator itself, since there may be millions: a generator would be one step more.
        yield iter(parser.get_event, None)
    except yaml.MarkedYAMLError as error:
        index = error.problem_mark.index if error.problem_mark else 0
        began = error.context_mark.index if error.context_mark else index
        context = error.context or ""
        raise NotYaml(error.problem or "", index=index, context=context, began=began) from None
    except yaml.reader.ReaderError as error:
        at: int = error.position
        raise NotYaml(error.reason, index=at, context="", began=at) from None
    finally:
        parser.dispose()
