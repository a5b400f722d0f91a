"""What is to be done about one event: a pure function of the event, the rules and the time.

The order for one message is: closed door, gate, rules; the first rule that matches decides, and
those that say `continue` add to it. Somebody inside a gate meets rules that speak of gates first,
and then the gate. At a closed door the built-in rule decides, and what a user's rules may change of
it is stated in screener.domain.rules.decide.wishes.
"""

from screener.domain.rules.decide.decide import decide, history_asked, leave_alone
from screener.domain.rules.decide.effects import asked_for, on_trial
from screener.domain.rules.decide.policy import Policy
from screener.domain.rules.decide.trace import Tried, explain
from screener.domain.rules.decide.trying import Undecided
from screener.domain.rules.decide.wishes import ADDING_UP, REPLACEABLE

__all__ = [
    "ADDING_UP",
    "REPLACEABLE",
    "Policy",
    "Tried",
    "Undecided",
    "asked_for",
    "decide",
    "explain",
    "history_asked",
    "leave_alone",
    "on_trial",
]
