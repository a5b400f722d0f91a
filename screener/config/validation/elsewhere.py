"""What other programs call things: Gmail's filters, Outlook's rules, Sieve, gmailctl and their kin.

Whoever has written rules before writes the words that were right there.
"""

import re
from collections.abc import Iterable, Mapping

from screener.config.validation.other_keys import BY_MODEL

VALUES: Mapping[str, Mapping[str, str]] = {
    "days": {
        "wednesday": "wed",
        "thursday": "thu",
        "saturday": "sat",
        "weekday": "[mon, tue, wed, thu, fri]",
        "weekdays": "[mon, tue, wed, thu, fri]",
        "weekend": "[sat, sun]",
        "weekends": "[sat, sun]",
    },
    "digest": {"none": "hide", "off": "hide", "silent": "hide", "summary": "count"},
    "door": {"allowed": "welcome", "blocked": "closed", "shut": "closed", "vip": "welcome"},
    "has": {"calendar": "invite", "file": "attachment", "meeting": "invite", "url": "link"},
    "is": {
        "automatic": "auto",
        "autoreply": "auto",
        "fwd": "forward",
        "mailinglist": "list",
        "newsletter": "list",
        "promotion": "bulk",
        "promotions": "bulk",
    },
    "kind": {"mail": "email", "message": "email", "phone": "call", "missed_call": "call"},
    "mark": {
        "important": "flagged",
        "not_spam": "notjunk",
        "read": "seen",
        "spam": "junk",
        "star": "flagged",
        "starred": "flagged",
        "unread": "unseen",
        "unstarred": "unflagged",
    },
    "mode": {"dry-run": "observe", "live": "enforce", "production": "enforce", "test": "observe"},
    "propose": {"block": "close", "shut": "close", "allow": "welcome"},
    "tls": {"ssl": "implicit", "tls": "implicit", "ssl/tls": "implicit", "plain": "none"},
}
"""For keys that take one of a few words; several of them stand in brackets."""

NOT_DONE: Mapping[str, str] = {
    "bounce": "is not done: nothing is ever sent back; `close: true` closes the sender's door",
    "expunge": "is not done: nothing here destroys mail; `trash: true` moves it to the trash",
    "newer_than": "cannot be asked: rules look at mail as it comes",
    "older_than": "cannot be asked: rules look at mail as it comes",
    "priority": "is not needed: rules are tried in the order in which they stand",
    "order": "is not needed: rules are tried in the order in which they stand",
    "reject": "is not done: nothing is ever sent back; `close: true` closes the sender's door",
    "snooze": "is not done: mail stays, or is filed",
    "starred": "cannot be asked: rules look at mail as it comes",
    "stop": "is not needed: the first rule that matches ends the search by itself",
    "unread": "cannot be asked: rules look at mail as it comes",
}
"""What is there elsewhere and not here, as the end of a sentence that begins with the key."""


def meant_by(key: str, models: Iterable[type]) -> str | None:
    """What says the same in a mapping of these models: a key, or `key: value`.

    `%s` in it stands for the value that was written.
    """
    word = _word(key)
    names = (above.__name__ for model in models for above in model.__mro__)
    tables = (BY_MODEL[name] for name in names if name in BY_MODEL)
    return next((table[word] for table in tables if word in table), None)


def not_done(key: str, models: Iterable[type]) -> str | None:
    """Why there is no such key in a rule, if it is one that others have."""
    names = {above.__name__ for model in models for above in model.__mro__}
    return NOT_DONE.get(_word(key)) if names & {"When", "Then", "RuleShape"} else None


def _word(key: str) -> str:
    """`hasTheWord`, `has-the-word` and `Has the word` are one."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[-\s]+", "_", key).casefold()


def word_meant(value: str, *, of: str) -> str | None:
    """The word that says the same as the value of a key."""
    return VALUES.get(of, {}).get(value.casefold().replace(" ", "_"))
