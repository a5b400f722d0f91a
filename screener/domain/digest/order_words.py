"""What the digest says of commands that came by mail, in whole sentences.

Names in it are those of the command: out of the user's own files, or a handle. Whoever shows them
escapes them.
"""

from datetime import datetime, tzinfo

from screener.domain.digest.command import Command, Verb
from screener.domain.digest.order import Order, Outcome

DID = {
    Verb.CLOSE: "You closed the door of {0}",
    Verb.WELCOME: "You let {0} always in",
    Verb.OPEN: "You opened the door of {0} again",
    Verb.UNDO: "You took back what was done to the message {0}",
    Verb.UNDO_RULE: "You took back what the rule `{0}` had done",
    Verb.CHOOSE: "You chose `{1}` for {0}",
    Verb.ACCEPT: "You took the step that {0} was at for met",
    Verb.RELEASE: "You let go what the brake held of the rule `{0}`",
    Verb.SAME: "You said that {0} is a handle of {1}",
    Verb.DISMISS: "You dismissed a question",
    Verb.RESUME: "You ended the pause",
}

RELEASED_ALL = "You let go everything that the brake held"

NOT_OBEYED = {
    Outcome.LATE: "A command of {day} came too late and was not obeyed{times}: {said}.",
    Outcome.USED: "A command came again on {day} and was not obeyed a second time{times}: {said};"
    " {reason}.",
    Outcome.FORGED_SENDER: "A command of {day} was not obeyed{times}, since its sender is shown to"
    " be forged: {said}.",
    Outcome.CLOSED_SENDER: "Somebody whose door is closed has a link out of your digest and sent"
    " it{times}: {said}. It was not obeyed. To make void all links that they may have, move"
    " `commands.key` out of the state directory and start screener again.",
    Outcome.REFUSED: "You asked for this by mail, and it was not done: {said}; {reason}.",
    Outcome.WAITS: "You asked for this by mail, and it waits until your file of doors is mended:"
    " {said}.",
}


def sentence(order: Order, zone: tzinfo, *, times: int = 1) -> str:
    """What became of an order that is settled, and came so many times."""
    command = order.command
    if order.outcome is Outcome.DONE and command is not None:
        return f"{_did(command)}{f': {order.reason}' if order.reason else ''}."
    told = NOT_OBEYED[order.outcome or Outcome.WAITS]
    often = f" ({times} times)" if times > 1 else ""
    day = day_of(order.at, zone)
    return told.format(day=day, said=order.said, reason=order.reason, times=often)


def waits(order: Order) -> str:
    """That an order has not been obeyed yet."""
    return NOT_OBEYED[Outcome.WAITS].format(said=order.said)


def forged(count: int) -> str:
    """That mails looked like commands."""
    if count == 1:
        return (
            "A message looked like a command of yours, but screener had not signed it. It was"
            " treated like any other."
        )
    return (
        f"{count} messages looked like commands of yours, but screener had not signed them. They"
        " were treated like any others."
    )


def many_more(count: int) -> str:
    """That not all of the commands that were not obeyed are told one by one."""
    return (
        f"{count} more commands came that were not obeyed; `screener log --rule 'your word'` lists"
        " all of them."
    )


def day_of(at: datetime, zone: tzinfo) -> str:
    """`12 November`."""
    there = at.astimezone(zone)
    return f"{there.day} {there:%B}"


def _did(command: Command) -> str:
    if command.verb is Verb.RELEASE and not command.about:
        return RELEASED_ALL
    return DID[command.verb].format(*command.about)
