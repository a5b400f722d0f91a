"""Where a contact stands among the gates before a message of theirs, and why none takes them in."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from screener.domain.record.stay import Stay

AGAIN_AFTER = timedelta(days=90)
"""So long after the end of a stay the same gate does not take the same contact in again."""


class Whereabouts(NamedTuple):
    """What is known of a contact and the gates before a message of theirs.

    `left` says when they last left each gate, `room` how many may pass each that has a budget.
    """

    stay: Stay | None = None
    left: Mapping[str, datetime] = MappingProxyType({})
    room: Mapping[str, int] = MappingProxyType({})


NOWHERE = Whereabouts()


class NotTaken(StrEnum):
    """Why a gate does not take somebody in, in words that people read."""

    WELCOME = "they are welcome, and no gate is for them"
    NOBODY = "it does not say who sent it"
    ANONYMOUS = "nobody knows who called, and a gate is for one person"
    SEVERAL = "it names several senders"
    FORGED = "its sender is shown to be forged, and a gate is not for somebody else"
    YOURSELF = "it comes from one of your own addresses"
    INSIDE = "they are in a gate already"
    LATELY = "they were in this gate not long ago"
