"""What happened elsewhere, put into the same record: a call, a visit, a letter.

The words go into the archive and only their hash into the ledger, which cannot be changed; so a
note can be forgotten like a message.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from screener.application.doors.who import Who
from screener.domain.record.chain import Act, Deed
from screener.domain.record.decision import Door
from screener.ports.archive import Archive
from screener.ports.store import Store


class Channel(StrEnum):
    """How somebody came."""

    CALL = "call"
    IN_PERSON = "in-person"
    LETTER = "letter"
    OTHER = "other"


class Attached(NamedTuple):
    """A file that goes with a note."""

    name: str
    sha256: str
    size: int


class Note(NamedTuple):
    """What was noted, and when it happened (aware). `told_no`: the user told them no then."""

    at: datetime
    text: str
    channel: Channel
    told_no: bool
    attached: Sequence[Attached] = ()


def take_note(
    note: Note,
    *,
    about: Who,
    zone: tzinfo,
    files: Iterable[tuple[str, Iterable[bytes]]],
    store: Store,
    archive: Archive,
) -> bool:
    """Write it down, with its files by name; whether it counts as a knock.

    Raises DiskTrouble. `zone` tells which day it was.
    """
    attached = [Attached(Path(name).name, *archive.put(pieces)) for name, pieces in files]
    sha256, _ = archive.put([_written(note._replace(attached=attached))])
    archive.sync()
    knock_at = _knock_at(about, note.at.astimezone(zone))
    kept = [
        Deed(Act.PRESERVED, note.at, contact=about.name, sha256=one.sha256, detail={"note": sha256})
        for one in attached
    ]
    detail = {"channel": note.channel.value, "told_no": note.told_no, "knock_at": knock_at}
    noted = Deed(Act.NOTED, note.at, contact=about.name, sha256=sha256, detail=detail)
    store.append([*kept, noted])
    return knock_at is not None


def read_note(octets: bytes) -> Note:
    """The note that was written down. Raises ValueError if it is none."""
    told = json.loads(octets)
    return Note(
        datetime.fromisoformat(told["at"]),
        told["text"],
        Channel(told["channel"]),
        told["told_no"],
        [Attached(**one) for one in told["attached"]],
    )


def noted(store: Store) -> dict[str, list[Deed]]:
    """The deeds of all notes by contact, in their order."""
    found: dict[str, list[Deed]] = {}
    for entry in store.notes():
        if entry.deed is not None and entry.deed.contact is not None:
            found.setdefault(entry.deed.contact, []).append(entry.deed)
    return found


def notes_of(
    contacts: Iterable[str], *, store: Store, archive: Archive
) -> dict[str, tuple[str, ...]]:
    """What the user noted of these contacts, in order: to be shown when they come again."""
    deeds = noted(store)
    found = {name: texts(deeds.get(name, ()), archive) for name in contacts}
    return {name: told for name, told in found.items() if told}


def texts(deeds: Iterable[Deed], archive: Archive) -> tuple[str, ...]:
    """The words of these notes; not of those that the user had forgotten."""
    octets = (archive.read(deed.sha256) for deed in deeds if deed.sha256)
    return tuple(read_note(each).text for each in octets if each is not None)


def _written(note: Note) -> bytes:
    """The object that the archive keeps: JSON, in UTF-8."""
    attached = [one._asdict() for one in note.attached]
    told = note._asdict() | {"at": note.at.isoformat(), "attached": attached}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _knock_at(about: Who, when: datetime) -> str | None:
    """The closed line at which they knocked, None if their door was not closed then."""
    entry = about.entry
    if entry is None or entry.door_at(when.date()) is not Door.CLOSED:
        return None
    if entry.since is not None and when.date() < entry.since:
        return None
    return entry.line
