"""What other programs call things: Gmail's filters, Outlook's rules, Sieve, gmailctl and their kin.

Whoever has written rules before writes the words that were right there. Each is known here with
what says the same in this language: another key, or a whole `key: value`, in which `%s` stands for
the value that was written.
"""

import re
from collections.abc import Iterable, Mapping

CONDITIONS: Mapping[str, str] = {
    "address": "from",
    "and": "all",
    "attachments": "has: attachment",
    "bcc": "recipient",
    "caller": "from",
    "category": "is: bulk",
    "conditions": "all",
    "contain": "text",
    "contains": "text",
    "content": "text",
    "date": "received",
    "day": "received",
    "days": "received",
    "deliveredto": "recipient",
    "domain": "from",
    "email": "from",
    "has_attachment": "has: attachment",
    "has_attachments": "has: attachment",
    "hasattachment": "has: attachment",
    "has_the_word": "text",
    "has_the_words": "text",
    "importance": "header: {Importance: %s}",
    "headers": "header",
    "keyword": "tagged",
    "keywords": "tagged",
    "label": "tagged",
    "labels": "tagged",
    "larger": 'size: ">%s"',
    "larger_than": 'size: ">%s"',
    "list": "is: list",
    "listid": "header: {List-Id: true}",
    "list_id": "header: {List-Id: true}",
    "mailbox": "folder",
    "message": "text",
    "name": "contact",
    "number": "from",
    "or": "any",
    "over": 'size: ">%s"',
    "person": "contact",
    "phone": "from",
    "query": "text",
    "recipients": "recipient",
    "replyto": "reply_to",
    "sender": "from",
    "sender_address": "from",
    "senders": "from",
    "sent_to": "to",
    "smaller": 'size: "<%s"',
    "smaller_than": 'size: "<%s"',
    "tag": "tagged",
    "tags": "tagged",
    "time": "received",
    "title": "subject",
    "type": "kind",
    "under": 'size: "<%s"',
    "words": "text",
}
"""Under `when`."""

ACTIONS: Mapping[str, str] = {
    "add_label": "tag",
    "addlabel": "tag",
    "addflag": "tag",
    "apply_label": "tag",
    "archive": "file: Archive",
    "autoreply": "reply",
    "auto_reply": "reply",
    "block": "close: true",
    "category": "tag",
    "copy_to": "copy",
    "delete": "trash: true",
    "delete_it": "trash: true",
    "discard": "trash: true",
    "do_nothing": "keep: true",
    "fileinto": "file",
    "flag": "mark: flagged",
    "flagged": "mark: flagged",
    "folder": "file",
    "forward": "hand_off: {to: %s, say: TEMPLATE}",
    "forward_to": "hand_off: {to: %s, say: TEMPLATE}",
    "ignore": "keep: true",
    "important": "mark: flagged",
    "inbox": "keep: true",
    "junk": "mark: junk",
    "keyword": "tag",
    "keywords": "tag",
    "label": "tag",
    "labels": "tag",
    "leave": "keep: true",
    "mailbox": "file",
    "mark_as_read": "mark: seen",
    "mark_as_spam": "mark: junk",
    "mark_important": "mark: flagged",
    "mark_read": "mark: seen",
    "mark_unread": "mark: unseen",
    "markasread": "mark: seen",
    "markread": "mark: seen",
    "move": "file",
    "move_to": "file",
    "moveto": "file",
    "never_spam": "mark: notjunk",
    "not_spam": "mark: notjunk",
    "notify": "alert",
    "read": "mark: seen",
    "redirect": "hand_off: {to: %s, say: TEMPLATE}",
    "remove": "trash: true",
    "remove_label": "untag",
    "removeflag": "untag",
    "respond": "reply",
    "save_to": "file",
    "seen": "mark: seen",
    "send_to": "hand_off: {to: %s, say: TEMPLATE}",
    "setflag": "tag",
    "skip_inbox": "file: Archive",
    "spam": "mark: junk",
    "star": "mark: flagged",
    "starred": "mark: flagged",
    "tags": "tag",
    "template": "reply",
    "unflag": "mark: unflagged",
    "unlabel": "untag",
    "unread": "mark: unseen",
    "unstar": "mark: unflagged",
    "vacation": "reply",
}
"""Under `then`."""

OF_RULES: Mapping[str, str] = {
    "action": "then",
    "actions": "then",
    "active": "enabled",
    "condition": "when",
    "conditions": "when",
    "criteria": "when",
    "description": "name",
    "disabled": "enabled: false",
    "do": "then",
    "dry_run": "trial",
    "expires": "until",
    "filter": "when",
    "if": "when",
    "match": "when",
    "matches": "when",
    "title": "name",
}
"""In a rule."""

OF_FILES: Mapping[str, str] = {
    "allow": "welcome",
    "allowlist": "welcome",
    "autoreplies": "replies",
    "blacklist": "closed",
    "block": "closed",
    "blocked": "closed",
    "blocklist": "closed",
    "deny": "closed",
    "filters": "rules",
    "groups": "lists",
    "people": "contacts",
    "templates": "replies",
    "vip": "welcome",
    "whitelist": "welcome",
}
"""At the top of a file of rules."""

OF_PEOPLE: Mapping[str, str] = {
    "address": "handles",
    "addresses": "handles",
    "comment": "notes",
    "domain": "handles",
    "email": "handles",
    "emails": "handles",
    "expires": "until",
    "from": "handles",
    "note": "notes",
    "notify": "alert",
    "number": "handles",
    "phone": "handles",
    "reason": "notes",
    "reply": "decline",
    "sender": "handles",
    "template": "decline",
}
"""In an entry of `closed`, `welcome` or `contacts`."""

OF_REPLIES: Mapping[str, str] = {
    "attachment": "attach",
    "attachments": "attach",
    "content": "body",
    "file": "attach",
    "files": "attach",
    "frequency": "every",
    "interval": "every",
    "message": "body",
    "text": "body",
    "title": "subject",
}
"""In a template."""

OF_TEXTS: Mapping[str, str] = {
    "and": "all",
    "begins_with": "starts_with",
    "case_sensitive": "case",
    "equals": "is",
    "exact": "is",
    "exactly": "is",
    "include": "contains",
    "includes": "contains",
    "match": "regex",
    "matches": "regex",
    "not": "none: [%s]",
    "pattern": "regex",
    "re": "regex",
    "starts": "starts_with",
}
"""In a text match."""

_BY_MODEL: Mapping[str, Mapping[str, str]] = {
    "When": CONDITIONS,
    "Then": ACTIONS,
    "RuleShape": OF_RULES,
    "RuleFile": OF_FILES,
    "Closed": OF_PEOPLE,
    "Welcome": OF_PEOPLE,
    "Person": OF_PEOPLE,
    "ReplyShape": OF_REPLIES,
    "TextTests": OF_TEXTS,
    "AttachmentShape": {
        "extension": "type",
        "filename": "name",
        "larger": "larger_than",
        "mime": "type",
        "size": "larger_than",
    },
    "KnocksShape": {
        "count": "at_least",
        "in": "within",
        "min": "at_least",
        "per": "within",
        "period": "within",
        "times": "at_least",
        "window": "within",
    },
    "ImapLogin": {"login": "user", "server": "host", "ssl": "tls: implicit", "username": "user"},
    "SmtpLogin": {"login": "user", "server": "host", "ssl": "tls: implicit", "username": "user"},
    "Account": {"email": "address", "folders": "watch", "interval": "poll", "username": "address"},
}

VALUES: Mapping[str, Mapping[str, str]] = {
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
"""For keys that take one of a few words."""


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
    tables = (_BY_MODEL[name] for name in names if name in _BY_MODEL)
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
