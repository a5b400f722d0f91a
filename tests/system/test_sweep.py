"""The past messages of a closed contact: what is kept, what is filed, and a kill in the middle."""

import json
import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest

from screener.application.closing.sweep import BATCH, STEP
from screener.bootstrap import configure, opened_store
from screener.domain.record.chain import Act, Deed
from screener.ports.store import Query
from tests.servers.dovecot import Dovecot, Quirks
from tests.servers.onlooker import onlooker
from tests.servers.proxy import Cut, Proxy, Step, When, proxy
from tests.system.program import Program, a_letter, eventually
from tests.system.terminal import on_a_terminal

HIM = "him@example.com"

CLOSED = (
    "contacts:\n  - {name: Him, handles: [him@example.com, '@hisfirm.example', +12025550143]}\n"
)


def preserved(program: Program) -> list[Deed]:
    """What the ledger says was preserved."""
    settings = configure(program.folder / "config.yaml").settings
    with opened_store(settings) as store:
        deeds = [entry.deed for entry in store.entries()]
    return [deed for deed in deeds if deed is not None and deed.act is Act.PRESERVED]


def a_program(server: Dovecot, user: str, folder: Path, **settings: object) -> Program:
    """An installation that knows him by name and had its first pass."""
    program = Program(folder / "it", port=server.port, user=user, **settings)
    program.configure(account={"backfill": "0d"})
    program.rules(CLOSED)
    program.once()
    return program


def test_past_messages_from_and_to_them_are_preserved_everywhere(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """By every handle, in every folder, whoever wrote; only theirs in watched folders are moved."""
    program = a_program(plain_dovecot, user, tmp_path)
    letters = {
        "INBOX": [
            a_letter("theirs", sender="Him+shop@Example.com"),
            a_letter("firm", sender='"al@example.com" <secretary@hisfirm.example>'),
            a_letter("not theirs", sender='"him@example.com" <al@elsewhere.example>'),
            a_letter("nor this", sender="shim@example.com"),
            a_letter("of others", sender="al@elsewhere.example", Cc=HIM),
        ],
        "Sent": [
            a_letter("yours", sender="me@example.com").replace(b"To: me@", b"To: him@"),
            a_letter("hidden", sender="me@example.com", Bcc=f"Him <{HIM}>"),
        ],
        "Old/Deep": [a_letter("kept", sender=HIM)],
        "Trash": [a_letter("thrown away", sender=HIM)],
    }
    with onlooker(plain_dovecot.port, user) as them:
        them.create("Old/Deep")
        for folder, raws in letters.items():
            for raw in raws:
                them.add(raw, folder)
        program.once()
        assert program.run("close", "Him").code == 0
        program.once()

        assert them.subjects() == ["not theirs", "nor this", "of others"]
        assert them.subjects("Screened/Closed") == ["theirs", "firm"]
        assert all({r"\Seen"} <= one.flags for one in them.messages("Screened/Closed"))
        assert them.subjects("Old/Deep") == ["kept"]
        assert them.subjects("Trash") == ["thrown away"]
        assert them.subjects("Sent") == ["yours", "hidden"]
    strangers = {sha256(raw).hexdigest() for raw in letters["INBOX"][2:4]}
    every = {sha256(raw).hexdigest() for raws in letters.values() for raw in raws}
    assert program.objects().keys() == every - strangers
    whose = Counter(deed.detail.get("whose", "theirs") for deed in preserved(program))
    assert whose == {"theirs": 4, "yours": 2, "others": 1}
    assert {deed.contact for deed in preserved(program)} == {"Him"}

    dossier = tmp_path / "dossier"
    assert program.run("dossier", "Him", "--out", str(dossier)).code == 0
    kept = {
        folder: {path.read_bytes() for path in (dossier / folder).iterdir()}
        for folder in ("originals", "yours", "others")
    }
    assert kept["yours"] == set(letters["Sent"])
    assert kept["others"] == {letters["INBOX"][4]}
    assert len(kept["originals"]) == 4


def test_a_folder_that_the_server_refuses_is_not_taken_for_done(
    dovecot_with: Callable[[Quirks], Dovecot], user: str, tmp_path: Path
) -> None:
    """The others are, the pass is a good one, and the next pass does not ask again at once."""
    server = dovecot_with(Quirks(rights={"Kept": "l"}))
    with proxy(server.port) as between, onlooker(server.port, user) as them:
        program = Program(tmp_path / "it", port=between.port, user=user)
        program.rules(CLOSED)
        them.create("Kept")
        them.add(a_letter("thrown away", sender=HIM), "Trash")
        program.once()
        assert program.run("close", "Him").code == 0
        logged = program.once().logged
        assert [one["folder"] for one in logged if one["event"] == "folder_not_swept"] == ["Kept"]
        between.forget()
        program.once()
        assert not any("Kept" in said for said in between.commands if "STATUS" not in said)
    assert len(preserved(program)) == 1
    with opened_store(configure(program.folder / "config.yaml").settings) as store:
        assert [one.refused for one in store.doorbook.sweeps()] == [("Kept",)]


def test_a_sweep_is_history_and_no_knock(plain_dovecot: Dovecot, user: str, tmp_path: Path) -> None:
    """The doors are listed with none; the log tells what was filed; a second sweep adds nothing."""
    program = a_program(plain_dovecot, user, tmp_path)
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("one", sender=HIM))
        them.add(a_letter("two", sender=HIM), "Sent")
        program.once()
        program.run("close", "Him")
        program.once()
        kept = len(preserved(program))
        program.rules(CLOSED.replace("name: Him", "name: Him, notes: again"))
        program.once()
        program.once()
        assert len(preserved(program)) == kept == 2
    shown = [json.loads(line) for line in program.run("doors", "--json").out.splitlines()]
    assert [one["knocks"] for one in shown] == [0]
    assert {one["rule"] for one in program.log() if one["door"] == "closed"} == {"closed door"}


def test_observing_preserves_and_moves_nothing(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """What would be filed is recorded, and nothing else is different; it is never done later."""
    program = a_program(plain_dovecot, user, tmp_path, mode="observe")
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("past", sender=HIM))
        program.once()
        before = them.folders(), them.messages()
        program.run("close", "Him")
        program.once()
        assert (them.folders(), them.messages()) == before
        program.configure(mode="enforce")
        program.once()
        assert them.messages() == before[1]
    assert len(program.objects()) == 1
    actions = [one["actions"] for one in program.log() if one["rule"] == "closed door"]
    assert [{action["do"]: action["status"] for action in each} for each in actions] == [
        {"preserve": "done", "mark": "would", "file": "would"}
    ]


def test_without_a_sweep_the_past_stays_as_it_is(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """The door is closed all the same."""
    program = a_program(plain_dovecot, user, tmp_path)
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("past", sender=HIM))
        program.once()
        program.run("close", "Him", "--no-sweep")
        them.add(a_letter("new", sender=HIM))
        program.once()
        assert "past" in them.subjects()
        assert them.subjects("Screened/Closed") == ["new"]
    assert len(program.objects()) == 1


def test_a_running_program_sweeps_within_seconds(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """The command leaves the mailbox to it."""
    program = a_program(plain_dovecot, user, tmp_path)
    program.configure(account={"poll": "1h", "idle": False})
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("past", sender=HIM))
        with program.started("run") as process:
            eventually(lambda: '"round_ended"' in process.said)
            assert "running screener" in program.run("close", "Him").out
            them.await_subjects("Screened/Closed", "past")


def test_on_a_terminal_a_bar_shows_how_a_running_program_sweeps(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """It fills, and ends with what was kept; a pipe gets none."""
    program = a_program(plain_dovecot, user, tmp_path)
    program.configure(account={"poll": "1h", "idle": False})
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("past", sender=HIM))
        them.add(a_letter("thrown away", sender=HIM), "Trash")
        with program.started("run") as process:
            eventually(lambda: '"round_ended"' in process.said)
            shown = on_a_terminal(["close", "Him"], home=program.folder)
            program.run("open", "Him")
            piped = program.run("close", "Him")

    assert "Sweeping, 2 kept  [####################################]  100%" in shown
    assert shown.endswith("2 past messages are preserved, 1 of them are filed.\n")
    assert "Sweeping" not in piped.out + piped.err


def test_on_a_terminal_a_pass_shows_how_far_it_is(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Whenever mail that came meanwhile had its turn; the next line of the log takes its place."""
    program = a_program(plain_dovecot, user, tmp_path, log={"format": "console"})
    with onlooker(plain_dovecot.port, user) as them:
        for number in range(STEP + 1):
            them.add(a_letter(f"{number}", sender='"him@example.com" <al@elsewhere.example>'))
        them.add(a_letter("theirs", sender=HIM))
        program.run("close", "Him")
        shown = on_a_terminal(["once"], home=program.folder)
        program.run("open", "Him")
        program.run("close", "Him")
        piped = program.once()

    before, bar, after = shown.partition("\rSweeping, 0 kept  [")
    told, end, after = after.partition("\r")
    assert before.endswith("\n")
    assert (len(told), told[-1], end) == (len("#" * 20 + "]   0%"), "%", "\r")
    assert len(f"{bar}{told}") < len(after.splitlines()[0])
    assert "swept" in after.splitlines()[0]
    assert piped.err.count("round_ended") > 1
    assert "Sweeping" not in piped.err


@pytest.mark.parametrize("seed", range(4))
def test_a_killed_sweep_is_taken_up_again(
    plain_dovecot: Dovecot, user: str, tmp_path: Path, seed: int
) -> None:
    """Every message of theirs is filed once, and preserved once, wherever the kill came."""
    chance = random.Random(seed)
    count = 2 * BATCH + 50
    now = datetime.now(UTC)
    with onlooker(plain_dovecot.port, user) as them, proxy(plain_dovecot.port) as between:
        program = Program(tmp_path / "it", port=between.port, user=user)
        program.configure(account={"backfill": "0d"})
        program.rules(CLOSED)
        program.once()
        for number in range(count):
            sender = HIM if number % 2 else "al@elsewhere.example"
            them.add(a_letter(f"{number}", sender=sender, number=number), received=now)
        program.once()
        program.run("close", "Him")
        for _ in range(3):
            kill_one_pass(program, between, at=chance.randint(5, 30))
        between.steps.clear()
        program.once()

        theirs = [str(number) for number in range(count) if number % 2]
        assert sorted(them.subjects("Screened/Closed")) == sorted(theirs)
        assert len(them.subjects()) == count - len(theirs)
    assert len(program.objects()) == len(theirs)
    settings = configure(program.folder / "config.yaml").settings
    with opened_store(settings) as store:
        swept = [one.decision.id for one in store.decisions(Query(rule="closed door"))]
    assert len(set(swept)) == len(swept) == len(theirs)
    assert len(preserved(program)) == len(theirs)


def kill_one_pass(program: Program, between: Proxy, *, at: int) -> None:
    """Run a pass that is killed at one of its commands, if it says so many."""
    with program.started("once") as process:

        def kill() -> None:
            process.kill()
            raise Cut

        between.forget()
        between.steps[:] = [Step(partial(_is, at), When.BEFORE, kill)]
        process.communicate(timeout=300)


def _is(wanted: int, number: int, _: str) -> bool:
    return number == wanted
