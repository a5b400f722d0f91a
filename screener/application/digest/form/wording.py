"""The words of the digest, which its two forms share.

They are for somebody who may be afraid of what a mail will say: plain, short, and never louder than
what happened. Nothing here names anybody; names come from `outline`.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo

from screener.application.digest.form.theirs import called
from screener.domain.digest.command import Command, Verb
from screener.domain.digest.digest import Act, AtClosedDoor, Digest, InGate, Kind, Waiting
from screener.domain.record.decision import Mode

SUBJECT_OF_DIGESTS = "Screener digest"
"""What the subject of every digest begins with."""

NEEDS_YOU = "Needs you"
NEWS = "Good to know"
COMMANDS = "Your commands"
CLOSED = "At closed doors"
GATES = "In gates"
FIRST_CONTACTS = "First contacts, left in your inbox"
RULES = {
    Mode.ENFORCE: "What your rules did",
    Mode.OBSERVE: "What your rules would have done",
}
ON_TRIAL = "What rules on trial would have done"
ANSWERS = "Answers"
NOT_ANSWERED = "Not answered, and why"
IN_ALL = "In all"

KIND_OF = {
    Kind.ALARM: "Comes again and again",
    Kind.PROPOSAL: "For you to decide",
    Kind.ERROR: "To look at",
}

NO_SUBJECT = "(no subject)"
NOBODY = "(nobody)"
HANDED_ON = "handed on to somebody else"
END_PAUSE = Act("Go on now", Command(Verb.RESUME))

OBSERVING = (
    "Observing: nothing is moved and nobody is answered, until the configuration says"
    " `mode: enforce`."
)
PAUSED_UNTIL = "Paused until {}."
LOOKING_BACK = (
    "This looks back. What happened is told as it happened; questions, gates, faults and pauses are"
    " told as they stand now."
)
PAUSED = "While screener is paused, what comes is kept and counted, and nothing else is done."

QUIET = (
    "Nothing happened that you would want to read about. This mail comes once a week all the same,"
    " so that silence never means that screener has stopped."
)

LINKS = (
    "A link opens a mail to yourself. Nothing is done before you send it as it is. Each works"
    " once, until {}."
)
SETTINGS = (
    "The time of this mail is `digest: at` in the configuration, and whom it goes to is"
    " `digest: to`."
)
LEDGER = "Head of the ledger, to compare with `screener verify --head`:"

FATE = {
    "waiting": "waits to be sent",
    "started": "is being sent",
    "sent": "sent",
    "drafted": "laid in Drafts for you",
    "rejected": "could not be delivered",
    "uncertain": "nobody knows whether it went out, so it is not sent again",
    "cancelled": "not sent",
}

_CHANNELS = {
    "email": ("e-mail", "e-mails"),
    "voicemail": ("voicemail", "voicemails"),
    "call": ("missed call", "missed calls"),
    "note": ("noted by you", "noted by you"),
}


def subject_of(digest: Digest) -> str:
    """The mail's subject: the day, and what matters most.

    It names nobody and no knock, since telephones show it to whoever stands by.
    """
    when = "at once" if digest.at_once else day_of(digest.day)
    return f"{SUBJECT_OF_DIGESTS}, {when}: {_first_small(headline(digest))}"


def headline(digest: Digest) -> str:
    """What matters most, in a few words."""
    waiting = len(digest.of(Kind.ALARM, Kind.PROPOSAL, Kind.ERROR))
    waiting += sum(one.needs_you for one in digest.gates)
    if waiting:
        return f"{counted(waiting, 'thing')} need{'s' if waiting == 1 else ''} you"
    if digest.paused:
        return "Paused"
    return "Nothing to tell" if digest.is_empty else "Nothing needs you"


def for_whom(digest: Digest) -> str:
    """The day, with its year; the address comes behind it."""
    return f"{day_of(digest.day)} {digest.day.year}, for "


def span(digest: Digest) -> str:
    """The time that is told of, and the zone of all times."""
    since, until = (day_and_time(at, digest.zone) for at in (digest.since, digest.until))
    return f"From {since}, to {until} ({digest.zone})"


def at_once(digest: Digest) -> Sequence[str]:
    """What has to be known before all else, such as that little is done, or nothing happened."""
    told = [LOOKING_BACK] if digest.looking_back else []
    if digest.paused:
        told.append(PAUSED_UNTIL.format(called(digest.paused)))
    if digest.mode is Mode.OBSERVE:
        told.append(OBSERVING)
    return [*told, QUIET] if digest.is_empty else told


def balance(digest: Digest) -> str:
    """How many messages came, what became of them, and what else is no such message."""
    came, filed, left, answered = digest.balance
    if not came:
        told = "No message came."
    elif came == 1:
        told = f"1 message came and {'was filed' if filed else 'was left in place'}."
    else:
        told = f"{came:,} messages came: {filed:,} filed, {left:,} left in place."
    if answered:
        told += f" {counted(answered, 'automatic answer')} went out."
    if commands := digest.commands:
        told += f" {counted(commands, 'command of yours', 'commands of yours')} came by mail."
    return told


def knocks(closed: AtClosedDoor) -> str:
    """How often they knocked, and by which channels."""
    each = [
        f"{number:,} {_CHANNELS.get(channel, (channel, channel))[number != 1]}"
        for channel, number in closed.channels.items()
        if number
    ]
    return f"{counted(closed.knocks, 'knock')}: {', '.join(each)}"


def trend(closed: AtClosedDoor, *, last: date) -> str:
    """The bars in words; `last` is the day of the last one."""
    days = len(closed.trend)
    most = max(closed.trend, default=0)
    if not most:
        return f"None in the last {days} days"
    told = f"{counted(sum(closed.trend), 'knock')} in {days} days"
    if most == sum(closed.trend):
        return f"{told}, {_day_back(closed.trend, most, last)}"
    return f"{told}, the most {_day_back(closed.trend, most, last)} ({most:,})"


def place_in(gate: InGate, zone: tzinfo) -> str:
    """Which gate and step, and until when they have time."""
    step = f", step {gate.step} of {gate.steps}" if gate.steps else ""
    until = f"; until {day_and_time(gate.deadline, zone)}" if gate.deadline else ""
    return f"Gate {gate.gate}{step}{until}"


def left_in_inbox(waiting: Waiting) -> str:
    """How many first contacts there are."""
    told = f"{counted(waiting.count, 'person', 'people')} wrote to you for the first time."
    return f"At least {told}" if waiting.at_least else told


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 message`, `20,000 messages`."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def more(number: int, of: str = "") -> str:
    """That so many are not shown: `and 214 more`, `and 3 more rules`."""
    return f"and {number:,} more{f' {of}' if of else ''}{'s' if of and number != 1 else ''}"


def joined(names: Sequence[str], *, of: int) -> str:
    """The names, and that there are more of them."""
    told = ", ".join(names)
    return f"{told} {more(of - len(names))}" if of > len(names) else told


def spoken(act: Act, about: str) -> str:
    """What a link does, for somebody who does not see what it stands beside."""
    return f"{act.label}{' on ' if act.command.verb is Verb.CLOSE else ': '}{about}"


def today(digest: Digest) -> date:
    """The day on which the time ends that is told of, which need not be that of the digest."""
    return digest.until.astimezone(digest.zone).date()


def day_of(day: date) -> str:
    """`Friday 27 November`."""
    return f"{day:%A} {day.day} {day:%B}"


def day_and_time(at: datetime, zone: tzinfo) -> str:
    """`Friday 27 November, 07:30`."""
    there = at.astimezone(zone)
    return f"{day_of(there.date())}, {there:%H:%M}"


def when(at: datetime, digest: Digest) -> str:
    """`07:30` on the day on which it ends, `Thursday 07:30` in the week before, else in full."""
    there = at.astimezone(digest.zone)
    days = (today(digest) - there.date()).days
    if days == 0:
        return f"{there:%H:%M}"
    return f"{there:%A %H:%M}" if 0 < days < 7 else day_and_time(at, digest.zone)


def _day_back(counts: Sequence[int], most: int, last: date) -> str:
    back = counts[::-1].index(most)
    return f"on {day_of(last - timedelta(days=back))}" if back else "today"


def _first_small(text: str) -> str:
    return text[:1].lower() + text[1:]
