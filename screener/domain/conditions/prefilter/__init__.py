"""Which rules may hold for an event, told without looking at each of them.

Every rule is put under its *guard*: things of which one must be there for the rule to hold, such as
a sender's address or a piece of the subject. What comes out is a superset, in the order of the
files, and a rule that depends on what was not read is always in it. The cost does not grow with the
number of rules that have a guard.
"""

from screener.domain.conditions.prefilter.finding import Finder
from screener.domain.conditions.prefilter.guard import (
    Guard,
    Key,
    Pattern,
    Piece,
    guard_of,
    key_of,
    pieces_of,
)
from screener.domain.conditions.prefilter.prefilter import Prefilter

__all__ = [
    "Finder",
    "Guard",
    "Key",
    "Pattern",
    "Piece",
    "Prefilter",
    "guard_of",
    "key_of",
    "pieces_of",
]
