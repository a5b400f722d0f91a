"""Folders: which there are, how they stand, opening one, making one."""

import re
import time
from collections.abc import Iterator, Sequence

from screener.adapters.imap.dialogue import Reply, Response
from screener.adapters.imap.names import INBOX
from screener.adapters.imap.refusals import refused
from screener.adapters.imap.responses import fetched, unquoted
from screener.adapters.imap.selected import Selected
from screener.adapters.imap.session import Session
from screener.errors import Unreachable
from screener.ports.mailbox import FolderInfo, FolderState

_USES = ("\\Sent", "\\Drafts", "\\Junk", "\\Trash", "\\Archive", "\\All", "\\Flagged")

LIST_AGAIN = 3600.0
"""Seconds after which a folder for some use that was not there is looked for again."""

_WELL_KNOWN = {
    r"\Sent": ("sent", "sent items", "sent messages", "sent mail", "gesendet",
               "gesendete elemente", "gesendete objekte", "envoyés", "éléments envoyés",
               "enviados", "elementos enviados", "posta inviata", "verzonden items"),
    r"\Drafts": ("drafts", "draft", "entwürfe", "brouillons", "borradores", "bozze", "concepten"),
    r"\Junk": ("junk", "spam", "junk e-mail", "junk email", "junk mail", "bulk mail", "bulk",
               "spamverdacht", "junk-e-mail", "courrier indésirable", "indésirables",
               "correo no deseado", "posta indesiderata", "ongewenste e-mail"),
    r"\Trash": ("trash", "deleted items", "deleted messages", "bin", "papierkorb",
                "gelöschte elemente", "gelöschte objekte", "corbeille", "éléments supprimés",
                "papelera", "elementos eliminados", "cestino", "prullenbak"),
}  # fmt: skip
"""What mail programs call these folders, the likeliest first, where the server does not say."""

_LIST = re.compile(
    rb'\* LIST \(([^)]*)\) (?:NIL|"(?:[^"\\]|\\.)*") +(.*)\Z', re.IGNORECASE | re.DOTALL
)
_STATUS = re.compile(
    rb'\* STATUS +("(?:[^"\\]|\\.)*"|\{\d+\}|[^ ]+)(?: +\((.*)\))? *\Z', re.IGNORECASE
)
_LINE = 6000


def folders(session: Session) -> tuple[FolderInfo, ...]:
    """All folders of the personal namespace, INBOX first."""
    extended = {"SPECIAL-USE", "LIST-EXTENDED"} <= set(session.capabilities.names)
    command = b'LIST "" "*"' + (b" RETURN (SPECIAL-USE)" if extended else b"")
    found = {folder.name: folder for folder in _listed(session, session.dialogue.ok(command))}
    return tuple(sorted(found.values(), key=lambda folder: (folder.name != INBOX, folder.name)))


def special(session: Session, use: str) -> str | None:
    """The folder that the server names for this use (RFC 6154), else one with a usual name."""
    if use not in session.special_folders and _worth_listing(session):
        there = folders(session)
        found = ((one, _special(there, one)) for one in _USES)
        session.special_folders = {one: name for one, name in found if name}
        session.specials_listed = time.monotonic()
    return session.special_folders.get(use)


def _worth_listing(session: Session) -> bool:
    """Every round asks for folders that not everybody has; they turn up rarely."""
    listed = session.specials_listed
    return listed is None or time.monotonic() - listed >= LIST_AGAIN


def _special(there: Sequence[FolderInfo], use: str) -> str | None:
    for folder in there:
        if folder.special_use == use and folder.selectable:
            return folder.name
    usual = {folder.name.casefold(): folder.name for folder in there if folder.selectable}
    return next((usual[name] for name in _WELL_KNOWN.get(use, ()) if name in usual), None)


def ensure(session: Session, folder: str) -> None:
    """Create and subscribe the folder unless it is there."""
    name = session.names.to_server(folder)
    reply = session.dialogue.ok(b'LIST "" ' + name)
    if folder.upper() == INBOX or any(
        listed.name == folder and listed.selectable for listed in _listed(session, reply)
    ):
        return
    session.specials_listed = None
    create = b"CREATE " + name
    made = session.dialogue.run(create)
    if made.keyword != "ALREADYEXISTS":
        session.dialogue.accepted(made, create)
    session.dialogue.run(b"SUBSCRIBE " + name)


def open_folder(session: Session, folder: str, *, writable: bool) -> FolderState:
    """SELECT or EXAMINE it, unless it has been open in that way for a short time."""
    now = session.selected
    if now is not None and now.serves(folder, writable=writable):
        session.dialogue.settle()
        return now.state()
    command = (b"SELECT " if writable else b"EXAMINE ") + session.names.to_server(folder)
    if session.capabilities.condstore:
        command += b" (CONDSTORE)"
    session.dialogue.settle()
    session.selected = None
    session.sizes.clear()
    opened = Selected(folder, asked_writable=writable, writable=writable)
    session.selected = opened
    reply = session.dialogue.run(command)
    if not reply.is_ok:
        session.selected = None
        session.dialogue.accepted(reply, command)
    _learn_uid_next(session, opened)
    opened.looked()
    opened.untold = opened.position > session.looked.get(folder, opened.position)
    opened.announced = int(opened.untold)  # to be looked for, though STATUS may have told of it
    opened.writable = reply.keyword != "READ-ONLY" and writable
    return opened.state()


def _learn_uid_next(session: Session, opened: Selected) -> None:
    """A server need not tell UIDNEXT, and then nothing may be assumed of it (RFC 3501, section
    6.3.1). Taken for 1, all that lies there would be new, and answered.
    """
    if "UIDNEXT" in opened.numbers or not opened.messages:
        return
    reply = session.dialogue.ok(b"FETCH * (UID)")
    for message in filter(None, map(fetched, reply.untagged)):
        opened.saw(message.uid)


def status(session: Session, asked: Sequence[str]) -> dict[str, FolderState]:
    """How folders stand: all in one LIST (RFC 5819) if possible, else a STATUS each.

    A folder of which the server would not tell is left out, whatever it says: it stops no other.
    """
    states = _asked(session, _worth_asking(session, asked))
    here = session.selected
    if here is not None and here.name in asked:
        states[here.name] = here.standing(states.get(here.name))
    return {folder: states[folder] for folder in asked if folder in states}


def _worth_asking(session: Session, asked: Sequence[str]) -> Sequence[str]:
    """Of which of them a STATUS tells something; the open folder may be left for that.

    Of the folder that is open it may be old (RFC 3501, section 6.3.10): Dovecot tells what its last
    SEARCH, NOOP or IDLE there has found. Where somebody waits it would have to be opened again.
    """
    here = session.selected
    if here is None or here.name not in asked:
        return asked
    if here.idled and session.capabilities.list_status and len(asked) > 1:
        here.idled = False
        return asked
    may_leave = not session.waits and "UNSELECT" in session.capabilities.names
    if may_leave and session.dialogue.run(b"UNSELECT").is_ok:
        session.selected = None
        session.sizes.clear()
        return asked
    session.dialogue.ok(b"NOOP")
    return [folder for folder in asked if folder != here.name]


def _asked(session: Session, asked: Sequence[str]) -> dict[str, FolderState]:
    items = b"MESSAGES UIDNEXT UIDVALIDITY"
    if session.capabilities.condstore:
        items += b" HIGHESTMODSEQ"
    states: dict[str, FolderState] = {}
    for command in _status_commands(session, asked, items):
        reply = session.dialogue.run(command)
        if not reply.is_ok:
            refusal = refused("STATUS", code=reply.keyword, text=reply.text)
            if isinstance(refusal, Unreachable):
                raise refusal
            if command.startswith(b"LIST "):
                session.capabilities = session.capabilities._replace(list_status=False)
                return _asked(session, asked)
        states.update(_told(session, reply))
    return states


def _status_commands(session: Session, asked: Sequence[str], items: bytes) -> Iterator[bytes]:
    names = [session.names.to_server(folder) for folder in asked]
    if not session.capabilities.list_status or len(names) == 1:
        yield from (b"STATUS %s (%s)" % (name, items) for name in names)
        return
    while names:
        together = [names.pop(0)]
        while names and sum(map(len, together)) + len(names[0]) < _LINE:
            together.append(names.pop(0))
        yield b'LIST "" (%s) RETURN (STATUS (%s))' % (b" ".join(together), items)


def _told(session: Session, reply: Reply) -> dict[str, FolderState]:
    states: dict[str, FolderState] = {}
    for response in reply.untagged:
        told = _STATUS.match(response[0]) or _STATUS.match(_joined(response))
        name = session.names.to_user(_name(response, told[1])) if told else None
        if told is None or name is None:
            continue
        words = (told[2] or b"").split()
        numbers = {
            item.upper(): int(value)
            for item, value in zip(words[::2], words[1::2], strict=False)
            if value.isdigit()
        }
        states[name] = _state(name, numbers)
    return states


def _state(name: str, numbers: dict[bytes, int]) -> FolderState:
    return FolderState(
        name=name,
        uidvalidity=numbers.get(b"UIDVALIDITY", 0),
        uid_next=numbers.get(b"UIDNEXT", 1),
        messages=numbers.get(b"MESSAGES", 0),
        highest_modseq=numbers.get(b"HIGHESTMODSEQ") or None,
        writable=None,
        keywords_allowed=None,
        permanent_flags=frozenset(),
    )


def _listed(session: Session, reply: Reply) -> Iterator[FolderInfo]:
    for response in reply.untagged:
        listed = _LIST.match(response[0])
        name = session.names.to_user(_name(response, listed[2])) if listed else None
        if listed is None or name is None:
            continue
        attributes = {word.lower() for word in listed[1].decode("ascii", "replace").split()}
        uses = (use for use in _USES if use.lower() in attributes)
        selectable = not attributes & {"\\noselect", "\\nonexistent"}
        yield FolderInfo(name, next(uses, None), selectable)


def _name(response: Response, written: bytes) -> bytes:
    if len(response) > 1:
        return response[1]
    return unquoted(written) if written.startswith(b'"') else written


def _joined(response: Response) -> bytes:
    """The line of a response without its literals."""
    return b"".join(response[::2])
