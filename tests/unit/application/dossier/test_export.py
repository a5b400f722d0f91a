"""A dossier: what is in it, and that a stranger can check it."""

import io
import json
import struct
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from screener.adapters.folder import new_folder
from screener.adapters.pdf import PdfPaper
from screener.application.doors.who import who
from screener.application.dossier.export import Order, Sources, export, safe_name
from screener.application.dossier.redact import BLACK, Eyes
from screener.application.record.forget import forget
from screener.application.record.note import Channel, Note, take_note
from screener.application.record.theirs import Theirs
from screener.cli.terminal.progress import watched
from screener.domain.doors.swept import Whose
from screener.domain.people.contact import Contact, Directory
from screener.domain.people.handle import parse_handle
from screener.domain.record.chain import Act, Deed, Detail
from screener.domain.record.decision import Door
from screener.domain.record.effect import Do, Effect, Status
from screener.domain.record.event import Address, Audio, Vouched
from screener.ports.decoder import Decoder
from tests.builders import NOON, a_decision, a_mail, an_arrival
from tests.evidence import LETTER, Record, a_knock, a_record, a_voicemail_knock

ROME = ZoneInfo("Europe/Rome")
LATER = NOON + timedelta(days=1)
HIM = Contact(
    name="Him",
    handles=(parse_handle("him@example.com", region=None),),
    door=Door.CLOSED,
    notes="met on the street",
)
ABOUT = who("Him", directory=Directory([HIM]), region=None)
EYES = Eyes(Theirs(ABOUT), frozenset({"me@example.com"}), frozenset(), redact_others=False)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """Two knocks of his, and one of hers between them."""
    with a_record(tmp_path / "state") as record:
        record.knock(1, contact="Him", sender="him@example.com")
        record.knock(2, contact="her@example.com", text="Not for his eyes.")
        record.knock(3, contact="Him", sender="him@example.com", subject="<script>\u202e & co")
        yield record


class Copyist:
    """Decodes everything but what is in AMR, to the same sound."""

    def pcm(self, octets: bytes, audio: Audio) -> bytes | None:
        """Not a sound, and it tells what it was made of."""
        return None if audio.container == "amr" else b"RIFF copy of " + octets[:4]


def made(
    record: Record,
    out: Path,
    *,
    with_notes: bool = False,
    eyes: Eyes = EYES,
    decoder: Decoder | None = None,
) -> Path:
    """The dossier."""
    record.sign()
    head = record.notary.last()
    assert head
    order = Order(ABOUT, eyes, with_notes, ROME, LATER)
    sources = Sources(record.store, record.archive, head, record.notary.public_key, decoder)
    with new_folder(out) as folder:
        export(
            order,
            sources,
            folder,
            paper=lambda sink, title: PdfPaper(sink, title=title),
            watched=watched,
        )
    return out


def checked(dossier: Path, *, begins: str = "import glob") -> subprocess.CompletedProcess[str]:
    """What the program says that stands in HOW-TO-VERIFY.txt and begins so."""
    text = (dossier / "HOW-TO-VERIFY.txt").read_text("utf-8")
    code = text.partition(f"    {begins}")[2].partition("\n\n")[0]
    lines = [line.removeprefix("    ") for line in f"    {begins}{code}".splitlines()]
    run = [sys.executable, "-I", "-c", "\n".join(lines)]
    return subprocess.run(run, cwd=dossier, capture_output=True, text=True, check=False)


def test_every_original_is_in_it_as_it_came(record: Record, tmp_path: Path) -> None:
    """His, and nobody else's; named by number, time and hash."""
    dossier = made(record, tmp_path / "it")
    originals = sorted((dossier / "originals").iterdir())

    assert [path.name[:23] for path in originals] == [
        "00001-20261120T120100Z-",
        "00002-20261120T120300Z-",
    ]
    assert originals[0].read_bytes().endswith(b"\r\n\r\nCall me. (1)\r\n")
    assert not any(b"Not for his eyes" in p.read_bytes() for p in dossier.rglob("*.*"))


def test_it_can_be_checked_without_this_program(record: Record, tmp_path: Path) -> None:
    """By the three commands that stand in it."""
    dossier = made(record, tmp_path / "it")
    sums = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    verify = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "ledger/key.pem", "-rawin"]
    signature = [*verify, "-in", "ledger/head.txt", "-sigfile", "ledger/head.sig"]
    for command in (sums, signature):
        subprocess.run(command, cwd=dossier, check=True, capture_output=True)
    said = checked(dossier)
    listed = {line[66:] for line in (dossier / "SHA256SUMS").read_text().splitlines()}

    assert said.stdout == "6 entries fit, 2 files are what the ledger says, 0 are missing\n"
    assert listed == {
        path.relative_to(dossier).as_posix()
        for path in dossier.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    }


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("ledger/ledger.jsonl", '"kind": "email"', '"kind": "call"'),
        ("ledger/ledger.jsonl", '{"number": 3', '{"number": 4'),
        ("ledger/head.txt", "head 6:", "head 7:"),
        ("originals/*", "Call me", "Pay me"),
    ],
)
def test_what_was_changed_in_it_is_found(
    record: Record, tmp_path: Path, name: str, old: str, new: str
) -> None:
    """By the chain itself, even if the list of hashes was made anew."""
    dossier = made(record, tmp_path / "it")
    path = next(dossier.glob(name))
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())

    assert "AssertionError" in checked(dossier).stderr


def test_a_line_taken_out_of_the_extract_is_found(record: Record, tmp_path: Path) -> None:
    """Be it about somebody else."""
    dossier = made(record, tmp_path / "it")
    path = dossier / "ledger" / "ledger.jsonl"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:2] + lines[3:]), "utf-8")

    assert "AssertionError" in checked(dossier).stderr


def test_the_extract_tells_nothing_of_others(record: Record, tmp_path: Path) -> None:
    """Of theirs there is the seal, by which the chain can be checked."""
    dossier = made(record, tmp_path / "it")
    lines = (dossier / "ledger" / "ledger.jsonl").read_text("utf-8").splitlines()
    told = [json.loads(line) for line in lines]

    assert [one["number"] for one in told] == [1, 2, 3, 4, 5, 6]
    assert ["deed" in one for one in told] == [True, True, False, False, True, True]
    assert set(told[2]) == {"number", "seal", "hash"}


def test_the_page_tells_it_to_people(record: Record, tmp_path: Path) -> None:
    """Nothing in it is loaded from anywhere, and what strangers wrote is text."""
    page = (made(record, tmp_path / "it") / "timeline.html").read_text("utf-8")

    assert "<script" not in page
    assert "&lt;script&gt;&lt;U+202E&gt; &amp; co" in page
    assert "1. 2026-11-20 13:01+01:00 · Message" in page
    assert "unknown: no trusted server says anything" in page
    assert "filed in Screened/Closed" in page
    assert "Call me. (1)" in page
    assert "Ann &lt;ann@work.example&gt;" in page
    assert "Knocks per day from 2026-11-20 to 2026-11-20: 2 in all" in page
    assert "http" not in page.replace("http-equiv", "")


def test_private_notes_are_left_out_unless_asked_for(record: Record, tmp_path: Path) -> None:
    """What stands in the user's own file about him, and who else may be him."""
    answers_to = (Address(address="him@example.com"),)
    event = a_mail(9, sender="new@example.net", reply_to=answers_to)
    record.store.remember([a_decision(9, event=event, contact="new@example.net")], bookmark=None)
    without = made(record, tmp_path / "without") / "timeline.html"
    with_them = made(record, tmp_path / "with", with_notes=True) / "timeline.html"

    for private in ("met on the street", "new@example.net (the same address to answer to"):
        assert private not in without.read_text("utf-8")
        assert private in with_them.read_text("utf-8")


def test_others_are_blackened_if_asked_for(record: Record, tmp_path: Path) -> None:
    """In what is there to be read; the originals are whole."""
    eyes = EYES._replace(redact_others=True)
    dossier = made(record, tmp_path / "it", eyes=eyes)
    page = (dossier / "timeline.html").read_text("utf-8")

    assert f"<dt>Cc</dt><dd>{BLACK}</dd>" in page
    assert "ann@work.example" not in page
    assert b"ann@work.example" in next((dossier / "originals").iterdir()).read_bytes()


def test_notes_and_their_files_are_in_the_timeline(record: Record, tmp_path: Path) -> None:
    """At their time, and named by what is harmless."""
    take_note(
        Note(NOON + timedelta(minutes=2), "He stood there.", Channel.IN_PERSON, told_no=True),
        about=ABOUT,
        zone=ROME,
        files=[("a photo $(rm).JPG", [b"\xff\xd8"])],
        store=record.store,
        archive=record.archive,
    )
    dossier = made(record, tmp_path / "it")
    page = (dossier / "timeline.html").read_text("utf-8")
    names = sorted(path.name for path in (dossier / "notes").iterdir())

    assert page.index("Call me. (1)") < page.index("He stood there.") < page.index("(3)")
    assert "they were told no" in page
    assert [name.rpartition(".")[2] for name in names] == ["JPG", "json"]
    assert all(name.replace(".", "").replace("-", "").isalnum() for name in names)
    assert checked(dossier).stdout.startswith("8 entries fit, 4 files are")


def a_wave(form: int, bits: int = 16, *, samples: bytes = b"\x01\x02" * 800) -> bytes:
    """A WAV file of one channel with 8,000 samples a second."""
    rate = struct.pack("<HHIIHH", form, 1, 8000, 8000 * bits // 8, bits // 8, bits)
    chunks = b"WAVEfmt " + struct.pack("<I", 16) + rate + b"data" + struct.pack("<I", len(samples))
    return b"RIFF" + struct.pack("<I", len(chunks) + len(samples)) + chunks + samples


PCM, MULAW = a_wave(1), a_wave(7, 8, samples=b"\x7f" * 8000)
AMR = b"#!AMR\n" + b"\x3c" + bytes(31)


def with_voicemails(record: Record, *recordings: bytes) -> None:
    """Some more knocks of his, by telephone."""
    for uid, recording in enumerate(recordings, start=50):
        knock = a_voicemail_knock(record.archive, uid, recording, name="../../x.sh", contact="Him")
        record.archive.sync()
        record.remember([knock])


def test_every_voicemail_can_be_heard(record: Record, tmp_path: Path) -> None:
    """The recording as it came, and a copy of what browsers do not play, all in the sums."""
    with_voicemails(record, PCM, MULAW, AMR)
    dossier = made(record, tmp_path / "it", decoder=Copyist())
    files = {path.name: path.read_bytes() for path in (dossier / "audio").iterdir()}
    names = sorted(files)
    page = (dossier / "timeline.html").read_text("utf-8")

    assert [name[:23] for name in names] == [
        "00003-20261120T125000Z-",
        "00004-20261120T125100Z-",
        "00004-20261120T125100Z-",
        "00005-20261120T125200Z-",
    ]
    assert [files[name] for name in names] == [PCM, b"RIFF copy of RIFF", MULAW, AMR]
    assert [name[36:] for name in names] == ["wav", "pcm.wav", "wav", "amr"]
    assert "PCM in WAV, 8,000 Hz, 0 s; browsers play it" in page
    assert "G.711 µ-law in WAV, 8,000 Hz, 1 s; most browsers do not play it" in page
    assert f'Copy for browsers</dt><dd><a href="audio/{names[1]}">' in page
    assert "AMR narrowband, 8,000 Hz, 0 s; most browsers do not play it" in page
    assert "none: it could not be decoded" in page
    sums = (dossier / "SHA256SUMS").read_text()
    assert sums.count("  audio/") == 4


def test_a_recording_is_a_part_of_its_original_and_that_can_be_checked(
    record: Record, tmp_path: Path
) -> None:
    """By the lines that stand in HOW-TO-VERIFY.txt; a changed one is found."""
    with_voicemails(record, MULAW)
    dossier = made(record, tmp_path / "it", decoder=Copyist())
    copy, recording = sorted(path.name for path in (dossier / "audio").iterdir())
    begins = "import email"
    before = checked(dossier, begins=begins).stdout
    (dossier / "audio" / recording).write_bytes(PCM)

    assert before == f"True audio/{recording}\n"
    assert checked(dossier, begins=begins).stdout == f"False audio/{recording}\n"
    assert copy.endswith("-pcm.wav")
    assert checked(dossier).stdout.startswith("8 entries fit, 3 files")


def test_without_a_decoder_the_page_says_so(record: Record, tmp_path: Path) -> None:
    """The recording itself is there all the same."""
    with_voicemails(record, PCM, MULAW)
    dossier = made(record, tmp_path / "it")
    page = (dossier / "timeline.html").read_text("utf-8")

    assert len(list((dossier / "audio").iterdir())) == 2
    assert page.count("none: ffmpeg or sox was not installed where this was made") == 1


def test_a_recording_that_comes_with_a_letter_can_be_heard_too(
    record: Record, tmp_path: Path
) -> None:
    """Whoever made it; once, if it is in the letter twice."""
    written = EmailMessage()
    written["From"], written["To"] = "him@example.com", "me@example.com"
    written.set_content("Listen.")
    for _ in range(2):
        written.add_attachment(PCM, maintype="application", subtype="octet-stream")
    sha256, size = record.archive.put([written.as_bytes(policy=SMTP)])
    event = a_mail(70, arrival=an_arrival(70, size=size))
    record.archive.sync()
    record.remember([a_decision(70, event=event, contact="Him", preserved=sha256)])
    dossier = made(record, tmp_path / "it")

    [recording] = (dossier / "audio").iterdir()
    assert recording.read_bytes() == PCM


def test_mail_that_was_not_kept_is_told_all_the_same(record: Record, tmp_path: Path) -> None:
    """From the time before the door was closed."""
    record.remember([a_decision(9, contact="Him")])
    dossier = made(record, tmp_path / "it")
    page = (dossier / "timeline.html").read_text("utf-8")

    assert page.count("<article") == 3
    assert len(list((dossier / "originals").iterdir())) == 2


def test_a_message_that_was_decided_again_is_told_once(record: Record, tmp_path: Path) -> None:
    """A gate filed it first, a sweep preserved it afterwards; the first verdict on it stands."""
    swept = a_knock(record.archive, 9, contact="Him", subject="Once only")
    mail = swept.event.model_copy(update={"vouched": Vouched.PASSED})
    waiting = Effect(do=Do.FILE, value="Waiting", status=Status.DONE)
    first = swept.model_copy(
        update={"id": "first", "event": mail, "effects": (waiting,), "knock": False}
        | {"preserved": None, "decided": swept.decided - timedelta(hours=1)}
    )
    record.archive.sync()
    record.remember([first, swept])
    dossier = made(record, tmp_path / "it")
    page = (dossier / "timeline.html").read_text("utf-8")

    assert page.count("<article") == 3
    assert page.count("Once only") == 1
    assert "passed: the mail server vouches" in page
    assert "filed in Waiting; filed in Screened/Closed" in page
    assert "Call me. (9)" in page
    assert len(list((dossier / "originals").iterdir())) == 3


def test_what_was_preserved_afterwards_is_in_its_place(record: Record, tmp_path: Path) -> None:
    """Old messages that a sweep finds, of whomever, with no decision about them."""
    for place, whose in enumerate(Whose, start=1):
        raw = LETTER.format(name="X", sender="x@example.com", subject=f"Old {whose}", text="Hm.")
        sha256, _ = record.archive.put([raw.encode()])
        received = f"2026-10-0{place}T08:00:00+00:00"
        detail: Detail = {"received": received, "whose": whose.value}
        record.store.append(
            [Deed(Act.PRESERVED, LATER, contact="Him", sha256=sha256, detail=detail)]
        )
    record.archive.sync()
    dossier = made(record, tmp_path / "it")
    page = (dossier / "timeline.html").read_text("utf-8")

    assert page.index("Old theirs") < page.index("Old yours") < page.index("Call me. (1)")
    assert "1. 2026-10-01 10:00+02:00 · Message</h2>" in page
    assert "2. 2026-10-02 10:00+02:00 · Message to them</h2>" in page
    assert "3. 2026-10-03 10:00+02:00 · Message of somebody else to them</h2>" in page
    assert [path.name[:14] for path in (dossier / "yours").iterdir()] == ["00002-20261002"]
    assert [path.name[:14] for path in (dossier / "others").iterdir()] == ["00003-20261003"]
    assert checked(dossier).stdout.startswith("9 entries fit, 5 files are what the ledger says, 0")


def test_an_original_that_was_changed_is_marked(record: Record, tmp_path: Path) -> None:
    """And one that is gone; the dossier does not pretend."""
    names = [e.deed.sha256 for e in record.store.entries() if e.deed and e.deed.sha256]
    (tmp_path / "state" / "archive" / str(names[0])[:2] / str(names[0])[2:]).write_bytes(
        b"X: y\r\n"
    )
    record.archive.remove(str(names[2]))
    dossier = made(record, tmp_path / "it")
    page = (dossier / "timeline.html").read_text("utf-8")

    assert f"{names[0]} (CHANGED since it was preserved)" in page
    assert f"{names[2]} (not in the archive any more)" in page
    assert "AssertionError" in checked(dossier).stderr


def test_what_was_forgotten_is_told_as_forgotten(record: Record, tmp_path: Path) -> None:
    """The entries stay, and the tombstones."""
    forget(ABOUT, store=record.store, archive=record.archive, now=LATER)
    dossier = made(record, tmp_path / "it")
    page = (dossier / "timeline.html").read_text("utf-8")

    assert "What was kept until then was removed" in page
    assert not (dossier / "originals").exists()
    assert (
        checked(dossier).stdout
        == "9 entries fit, 0 files are what the ledger says, 0 are missing\n"
    )


def test_the_paper_says_the_same_as_the_page(record: Record, tmp_path: Path) -> None:
    """One item after the other, with the same facts."""
    written: list[str] = []

    class Listening(PdfPaper):
        def text(self, text: str, *, size: float = 9, grey: float = 0, indent: float = 0) -> None:
            written.append(text)
            super().text(text, size=size, grey=grey, indent=indent)

    record.sign()
    head = record.notary.last()
    assert head
    with new_folder(tmp_path / "it") as folder:
        export(
            Order(ABOUT, EYES, False, ROME, LATER),
            Sources(record.store, record.archive, head, record.notary.public_key),
            folder,
            paper=lambda _, title: Listening(io.BytesIO(), title=title),
            watched=watched,
        )

    assert written[0] == "Dossier: Him"
    assert "1. 2026-11-20 13:01+01:00 · Message · knock" in written
    assert "From: Him <him@example.com>" in written
    assert "Call me. (1)" in written
    # First what happened, then what it can be checked by.
    assert written.index("Call me. (1)") < next(
        place for place, text in enumerate(written) if text.startswith("Original: ")
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [("../../etc", "etc"), ("Дмитрий", "contact"), ("The man, 5 a.m.", "The-man-5-a-m")],
)
def test_a_folder_is_named_by_what_is_harmless(text: str, name: str) -> None:
    """Whatever the contact is called."""
    assert safe_name(text) == name
