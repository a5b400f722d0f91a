"""The demo keeps its word: the whole story, on this machine, one folder, twice if you like."""

import subprocess
import sys
from pathlib import Path

import pytest

from screener import bootstrap
from screener.demo.folder import MARK, usual_folder
from screener.demo.people import CLOSED, WHILE_ENFORCING, WHILE_OBSERVING
from screener.demo.story import SUMMARY, tell
from screener.domain.decision import Mode
from screener.domain.effect import Status
from screener.errors import WrongUse
from screener.ports.store import Query

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The folder and the lines of one telling."""
    folder = tmp_path_factory.mktemp("demo") / "here"
    lines: list[str] = []
    tell(folder, lines.append)
    return folder, lines


def test_the_real_passes_ran_over_real_mail(told: tuple[Path, list[str]]) -> None:
    """Every letter has one decision; what was observed was not done, what was enforced was."""
    folder, _ = told
    configured = bootstrap.configure(folder / "config.yaml")
    with bootstrap.opened_store(configured.settings) as store:
        decided = list(store.decisions(Query()))
    observed = [one for one in decided if one.decision.mode is Mode.OBSERVE]
    enforced = [one for one in decided if one.decision.mode is Mode.ENFORCE]

    assert (len(observed), len(enforced)) == (len(WHILE_OBSERVING), len(WHILE_ENFORCING))
    moved = {
        effect.status
        for one in enforced
        if one.decision.destination
        for effect in one.effects
        if "on trial" not in (effect.reason or "")
    }
    assert moved == {Status.DONE}
    assert Status.PENDING not in {effect.status for one in observed for effect in one.effects}


def test_every_letter_is_told_and_none_is_lost(told: tuple[Path, list[str]]) -> None:
    """The balance at the end is counted in the mailbox, not made up."""
    _, lines = told

    for letter in (*WHILE_OBSERVING, *WHILE_ENFORCING):
        if "pushy" not in letter.sender:
            assert any(letter.subject in line for line in lines), letter.subject
    [lost] = [line for line in lines if line.startswith("Lost")]
    assert lost.split()[1] == "0"
    [filed] = [line for line in lines if line.startswith("Filed")]
    assert int(filed.split()[1]) > 0


def test_the_words_of_a_closed_contact_are_not_shown(told: tuple[Path, list[str]]) -> None:
    """Three knocks are counted, the one from another address of the same mailbox too."""
    _, lines = told
    story = "\n".join(lines)

    assert f"{CLOSED} knocked 3 times" in story
    assert not [
        letter.subject
        for letter in (*WHILE_OBSERVING, *WHILE_ENFORCING)
        if "pushy" in letter.sender and letter.subject in story
    ]


def test_reasons_and_a_summary_end_the_story(told: tuple[Path, list[str]]) -> None:
    """Which rule fitted and which did not, with file and line; the summary is in a file too."""
    folder, lines = told
    kept = (folder / SUMMARY).read_text("utf-8").splitlines()

    assert any("rules/20-newsletters.yaml:" in line and "decides" in line for line in lines)
    assert kept == [line for line in lines if line in kept]
    assert str(folder) in "\n".join(lines[-8:])


def test_what_is_left_is_a_configuration_that_works(told: tuple[Path, list[str]]) -> None:
    """The folder can be looked into with the ordinary commands; no server is needed for that."""
    folder, _ = told
    command = [sys.executable, "-m", "screener", "--config", str(folder / "config.yaml"), "log"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "news@daily.example" in done.stdout


def test_the_demo_can_be_called_twice_and_leaves_one_folder(tmp_path: Path) -> None:
    """As a command, in an empty directory: the second time it begins anew."""
    command = [sys.executable, "-m", "screener", "demo"]
    environ = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "HOME": str(tmp_path / "home")}
    for _ in range(2):
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env=environ,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert "In short" in done.stdout

    assert [path.name for path in tmp_path.iterdir()] == [usual_folder().name]


def test_a_folder_that_is_somebody_s_own_is_not_touched(tmp_path: Path) -> None:
    """Not even an empty one: only what a demo made is made anew."""
    (tmp_path / "letters.txt").write_text("mine")

    with pytest.raises(WrongUse, match="no demo made it"):
        tell(tmp_path, print)
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]
    assert not (tmp_path / MARK).exists()


def test_without_its_servers_the_demo_says_what_to_install(tmp_path: Path) -> None:
    """A plain installation has none of them."""
    program = (
        "import sys; sys.modules['pymap'] = None\n"
        "from pathlib import Path\n"
        "from screener.demo.story import tell\n"
        "from screener.errors import ScreenerError\n"
        "try: tell(Path(sys.argv[1]) / 'here', print)\n"
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
