"""The demo keeps its word: the whole story, on this machine, one folder, twice if you like."""

import html
import json
import os
import pty
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from screener import bootstrap
from screener.demo.chapters import again, asking, enforcing, observing, stranger
from screener.demo.folder import MARK, edit, usual_folder
from screener.demo.story import tell
from screener.domain.record.decision import Door, Mode
from screener.domain.record.effect import Do, Status
from screener.errors import WrongUse
from screener.ports.store import Query, Recorded

# The story is told once for all of them, in one process.
pytestmark = pytest.mark.xdist_group("demo")

ROOT = Path(__file__).parents[2]

ENVIRON = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}

READER = BytesParser(policy=default)

BEHIND_THE_DOOR = (*again.BARRAGE, *again.MORE)

WHILE_ENFORCING = (
    *enforcing.LETTERS,
    stranger.VAGUE,
    stranger.ANSWER,
    *BEHIND_THE_DOOR,
    *asking.LETTERS,
    asking.NINA_AGAIN,
)

HIS_WORDS = (
    *(letter.subject for letter in (stranger.VAGUE, *BEHIND_THE_DOOR)),
    *(letter.body.partition("\n")[0] for letter in (stranger.ANSWER, *BEHIND_THE_DOOR)),
    "wanted to reach out",
    "John",
    "Smith",
)
"""Subjects, texts and names that he gave himself."""


class Told(NamedTuple):
    """One telling: what a terminal of 80 columns showed, and the folder that was left."""

    text: str
    folder: Path

    @property
    def after_the_door_closed(self) -> str:
        """The rest of the story."""
        [_, after] = self.text.split("his door is closed")
        return after

    @property
    def day(self) -> str:
        """That of the digest."""
        [day] = re.findall(r"^\$ screener digest --date (\S+)", self.text, re.MULTILINE)
        return str(day)

    def asked(self, *words: str) -> list[dict[str, Any]]:
        """What a command with --json says, typed in the folder."""
        command = [sys.executable, "-m", "screener", *words, "--json"]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=ENVIRON,
            capture_output=True,
            text=True,
            timeout=300,
            check=True,
        )
        return [json.loads(line) for line in done.stdout.splitlines()]

    def decided(self) -> Sequence[Recorded]:
        """Every decision, the oldest first."""
        configured = bootstrap.configure(self.folder / "config.yaml")
        with bootstrap.opened_store(configured.settings) as store:
            return list(store.decisions(Query()))

    def sent(self) -> Sequence[EmailMessage]:
        """Every letter that went out, in its order."""
        paths = sorted((self.folder / "sent").iterdir())
        return [READER.parsebytes(path.read_bytes()) for path in paths]

    def digest(self) -> EmailMessage:
        """The mail that was laid into the inbox."""
        configured = bootstrap.configure(self.folder / "config.yaml")
        with bootstrap.opened_store(configured.settings) as store:
            found = store.letterbox.letter(f"digest:me:{self.day}")
        assert found is not None
        return READER.parsebytes(found.letter.raw)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """One telling, as the command, in an empty directory, on a terminal."""
    home = tmp_path_factory.mktemp("demo")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "screener", "demo"],
        cwd=home,
        env={**ENVIRON, "HOME": str(home), "TERM": "xterm", "COLUMNS": "80", "NO_COLOR": "1"},
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        octets = b""
        while piece := _read(ours):
            octets += piece
        assert process.wait(timeout=300) == 0, octets.decode()
    os.close(ours)
    assert [path.name for path in home.iterdir()] == [usual_folder().name]
    return Told(octets.decode().replace("\r\n", "\n"), home / usual_folder().name)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux tells the end of a terminal by EIO
        return b""


def plain(letter: EmailMessage) -> str:
    """The words of a letter."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def receiver(letter: EmailMessage) -> str:
    """The one address that a letter went to."""
    [address] = letter["To"].addresses
    return str(address.addr_spec)


def test_the_real_passes_ran_over_real_mail(told: Told) -> None:
    """What was observed was not done, what was enforced was; each letter has its decision."""
    decided = told.decided()
    came = {
        mode: {one.decision.event.arrival.identity for one in decided if one.decision.mode is mode}
        for mode in Mode
    }
    done = {
        effect.status
        for one in decided
        if one.decision.mode is Mode.ENFORCE
        for effect in one.effects
        if effect.do is Do.FILE and "on trial" not in (effect.reason or "")
    }

    assert len(came[Mode.OBSERVE]) == len(observing.LETTERS)
    assert len(came[Mode.ENFORCE]) == len(WHILE_ENFORCING)
    assert done == {Status.DONE}


def test_every_letter_of_the_others_is_told_and_none_is_lost(told: Told) -> None:
    """The count at the end is made in the mailbox: each letter, and the digest beside them."""
    for letter in (*observing.LETTERS, *enforcing.LETTERS, *asking.LETTERS):
        assert letter.subject in told.text
    number = len((*observing.THERE_BEFORE, *observing.LETTERS, *WHILE_ENFORCING))
    assert f"{number} letters came, and none got lost." in told.text
    lying = re.findall(r"^  (?:INBOX|Screened/\w+) +(\d+)$", told.text, re.MULTILINE)
    assert sum(map(int, lying)) == number + 1


def test_exactly_these_letters_went_out(told: Told) -> None:
    """One question, one decline, one alert; and each asker was asked what was due, once."""
    sent = told.sent()
    to_him = [plain(letter) for letter in sent if receiver(letter) == stranger.HIM]
    [alert] = [plain(letter) for letter in sent if receiver(letter) == again.SECURITY]

    assert Counter(map(receiver, sent)) == {
        stranger.HIM: 2,
        again.SECURITY: 1,
        asking.NINA.sender: 2,
        asking.OMAR.sender: 1,
        asking.LEE.sender: 1,
    }
    assert "What can I help you with?" in to_him[0]
    assert "no, thank you" in to_him[1]
    assert f"Contact: {again.NAME}" in alert
    assert "3 (2 e-mails, 1 voicemail)" in alert
    [omar] = [letter for letter in sent if receiver(letter) == asking.OMAR.sender]
    assert "write to me again on" in plain(omar)


def test_nothing_goes_to_somebody_whose_door_is_closed(told: Told) -> None:
    """Whatever he does and from wherever: it is kept, filed and counted, and that is all."""
    receivers = [receiver(letter) for letter in told.sent()]
    knocks = [one for one in told.decided() if one.decision.knock]
    [door] = told.asked("doors")

    assert receivers[:3] == [stranger.HIM, stranger.HIM, again.SECURITY]
    assert not [to for to in receivers[2:] if "pushy" in to]
    assert (door["contact"], door["knocks"]) == (again.NAME, len(BEHIND_THE_DOOR))
    assert len(knocks) == len(BEHIND_THE_DOOR)
    assert all(one.decision.preserved for one in knocks)
    assert {one.decision.destination for one in knocks} == {"Screened/Closed"}
    assert {one.decision.door for one in knocks} == {Door.CLOSED}


@pytest.mark.parametrize("word", HIS_WORDS)
def test_no_word_of_his_is_shown_once_his_door_is_closed(told: Told, word: str) -> None:
    """Not on the screen, not in the digest, not in its page; not what he wrote before, either."""
    page = (told.folder / "digest.html").read_text("utf-8")
    forms = [part.get_content() for part in told.digest().walk() if not part.is_multipart()]

    assert len(forms) == 2
    for shown in (told.after_the_door_closed, page, *forms):
        seen = "".join(filter(str.isprintable, html.unescape(shown)))
        assert again.NAME in seen.replace("  ", " ")
        assert word not in seen


def test_the_digest_counts_what_the_log_tells(told: Told) -> None:
    """Each message once, as it was decided where it came; the same closed door and answers."""
    log = told.asked("log")
    came = [line for line in log if line["folder"] == "INBOX"]
    filed = [
        line
        for line in came
        if any(act["do"] == "file" and act["status"] == "done" for act in line["actions"])
    ]
    answers = [letter for letter in told.sent() if receiver(letter) != again.SECURITY]
    [digest] = told.asked("digest", "--date", told.day)
    [closed] = digest["closed"]

    assert digest["balance"] == {
        "came": len({line["message_id"] for line in log}),
        "filed": len(filed),
        "left": len(came) - len(filed),
        "answered": len(answers),
    }
    assert (closed["contact"], closed["knocks"]) == (again.NAME, len(BEHIND_THE_DOOR))
    assert closed["channels"] == {"email": 3, "voicemail": 1}
    assert len(digest["replies"]) == len(answers)
    assert f"{len(came)} messages came: {len(filed)} filed" in told.text


def test_the_askers_stand_where_they_should(told: Told) -> None:
    """Who sent what was asked for is a step ahead of who only asked; he is in no gate any more."""
    standing = {line["contact"]: line["step"] for line in told.asked("gates")}

    assert standing == {asking.NINA.sender: 2, asking.OMAR.sender: 2, asking.LEE.sender: 1}


def test_the_digest_lies_in_the_inbox_unread(told: Told) -> None:
    """As a mail; its page is in the file that the last line names."""
    assert "It lies in your inbox, unread, as\n“Screener digest" in told.text
    last = told.text.rstrip().splitlines()[-1]
    assert last == str(told.folder / "digest.html")
    assert Path(last).read_text("utf-8").startswith("<!DOCTYPE html>")


def test_the_dossier_can_be_checked_without_screener(told: Told) -> None:
    """By sha256sum, as its own page says; and all that he sent is in it."""
    dossier = told.folder / "dossier"
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"],
        cwd=dossier,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    his = (stranger.VAGUE, stranger.ANSWER, *BEHIND_THE_DOOR)

    assert (done.returncode, done.stdout) == (0, "")
    assert len(list((dossier / "originals").glob("*.eml"))) == len(his)
    assert "All is as it was written." in told.text


def test_every_file_that_is_named_is_there(told: Told) -> None:
    """And no other lies beside them but the mark, and the password of a server that is gone."""
    left = told.text.partition("one folder: ")[2]
    named = {name.rstrip("/") for name in re.findall(r"^  (\S+)", left, re.MULTILINE)}

    assert named | {"digest.html", "password", MARK} == {
        path.name for path in told.folder.iterdir()
    }


def test_the_story_fits_a_terminal(told: Told) -> None:
    """But for what must be copied whole: hashes, commands, and what a command says by itself."""
    whole = re.compile(r"[0-9a-f]{64}$|^ +screener undo |within seconds, the next round else\.$")
    lines = [line for line in told.text.splitlines() if str(told.folder) not in line]

    assert not [line for line in lines if len(line) > 80 and not whole.search(line)]


def test_the_demo_can_be_called_again_and_begins_anew(told: Told) -> None:
    """Into a file, this time: nothing goes to standard error, and no line of a terminal's."""
    (told.folder / "left over").touch()
    done = subprocess.run(
        [sys.executable, "-m", "screener", "demo", "--folder", str(told.folder)],
        cwd=ROOT,
        env=ENVIRON,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert len(told.sent()) == 7
    assert not (told.folder / "left over").exists()


def test_a_folder_that_is_somebody_s_own_is_not_touched(tmp_path: Path) -> None:
    """Not even an empty one: only what a demo made is made anew."""
    (tmp_path / "letters.txt").write_text("mine")

    with pytest.raises(WrongUse, match="no demo made it"):
        tell(tmp_path, say=print, run=len)
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]
    assert not (tmp_path / MARK).exists()


def test_a_starter_rule_that_has_changed_is_not_changed_by_guess(tmp_path: Path) -> None:
    """The demo edits two files as a user would; what it expects there must be there."""
    path = tmp_path / "40-gates.yaml"
    path.write_text("    trial: true\n")

    with pytest.raises(ValueError, match="1 times"):
        edit(path, {stranger.ON_TRIAL: ""}, times=2)
    assert path.read_text() == "    trial: true\n"


def test_without_its_servers_the_demo_says_what_to_install(tmp_path: Path) -> None:
    """A plain installation has none of them."""
    program = (
        "import sys; sys.modules['pymap'] = None\n"
        "from pathlib import Path\n"
        "from screener.demo.story import tell\n"
        "from screener.errors import ScreenerError\n"
        "try: tell(Path(sys.argv[1]) / 'here', say=print, run=len)\n"
        "except ScreenerError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )

    assert "pip install 'screener[demo]'" in done.stdout
    assert list(tmp_path.iterdir()) == []
