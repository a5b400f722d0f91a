"""The rules in force: the newest good ones, whatever becomes of the files."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from screener.config.rulebook.compiling import Own
from screener.config.rulebook.in_force import LAST_GOOD, LOOKS, SETTLED, RulesInForce
from screener.domain.record.decision import Door
from screener.errors import InvalidConfiguration

GOOD = "rules:\n  - name: lunch\n    when: {subject: lunch}\n    then: {file: Lunch}\n"
BETTER = GOOD + "  - name: dinner\n    then: {keep: true}\n"
BROKEN = "rules:\n  - name: lunch\n    when: {subjct: lunch}\n    then: {file: Lunch}\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A place with a rules directory and a state directory, both empty."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "state").mkdir()
    return tmp_path


def in_force(
    home: Path,
    *,
    doors: str = "rules/doors.yaml",
    wait: Callable[[float], object] = lambda _seconds: None,
) -> RulesInForce:
    """What a program that starts now goes by."""
    own = Own(frozenset({"me"}), frozenset({"me@example.com"}), "US")
    return RulesInForce(
        rules=home / "rules", doors=home / doors, own=own, state=home / "state", wait=wait
    )


def write(home: Path, text: str, *, name: str = "rules/10-rules.yaml") -> None:
    """Save a file as an editor does: another file in its place."""
    beside = home / f"{name}.new"
    beside.write_text(text, encoding="utf-8")
    beside.replace(home / name)


def names(rules: RulesInForce) -> list[str]:
    """The names of the rules in force now."""
    return [rule.name for rule in rules.current().rules]


def test_an_empty_directory_is_valid(home: Path) -> None:
    """There are no rules then, and nothing is wrong."""
    rules = in_force(home)
    assert names(rules) == []
    assert rules.broken is None


def test_a_saved_file_is_in_force_at_once(home: Path) -> None:
    """So a message that arrives after a save is judged by it."""
    rules = in_force(home)
    write(home, GOOD)
    assert names(rules) == ["lunch"]
    write(home, BETTER)
    assert names(rules) == ["lunch", "dinner"]
    (home / "rules/10-rules.yaml").unlink()
    assert names(rules) == []


def test_a_file_that_is_saved_in_pieces_is_read_whole(home: Path) -> None:
    """An editor may empty it, and write what it holds one piece after another."""
    pieces = [BETTER[:40], BETTER[40 : len(GOOD)], BETTER[len(GOOD) :]]

    def write_on(_seconds: float) -> None:
        if pieces:
            with (home / "rules/10-rules.yaml").open("a", encoding="utf-8") as file:
                file.write(pieces.pop(0))

    write(home, GOOD)
    rules = in_force(home, wait=write_on)
    assert names(rules) == ["lunch"]
    (home / "rules/10-rules.yaml").write_text("")
    assert names(rules) == ["lunch", "dinner"]


def test_a_file_that_never_settles_is_read_as_it_is(home: Path) -> None:
    """A program that writes without end holds nobody up."""
    waited: list[float] = []

    def write_on(seconds: float) -> None:
        waited.append(seconds)
        write(home, f"{BETTER}# {len(waited)}")

    write(home, GOOD)
    rules = in_force(home, wait=write_on)
    assert names(rules) == ["lunch"]
    write(home, BETTER)
    assert names(rules) == ["lunch", "dinner"]
    assert waited == [SETTLED] * LOOKS


def test_nothing_is_read_anew_while_nothing_changes(home: Path) -> None:
    """The same rulebook is handed out."""
    write(home, GOOD)
    rules = in_force(home)
    assert rules.current() is rules.current()


def test_broken_files_keep_the_last_good_rules(home: Path) -> None:
    """And what is wrong is told until it is mended."""
    write(home, GOOD)
    rules = in_force(home)
    assert names(rules) == ["lunch"]
    write(home, BROKEN)
    assert names(rules) == ["lunch"]
    assert rules.broken is not None
    assert "rules/10-rules.yaml:3:12: `subjct` is unknown" in rules.broken
    write(home, BETTER)
    assert names(rules) == ["lunch", "dinner"]
    assert rules.broken is None


def test_a_restart_beside_broken_files_goes_on_with_the_last_good_ones(home: Path) -> None:
    """As often as it is restarted."""
    write(home, GOOD)
    in_force(home).current()
    write(home, BROKEN)
    for _ in range(2):
        rules = in_force(home)
        assert names(rules) == ["lunch"]
        assert rules.broken is not None


DOORS = "rules/doors.yaml"


def closed(rules: RulesInForce) -> list[str]:
    """Whose door is closed now."""
    contacts = rules.current().directory.contacts
    return [one.line for one in contacts if one.door is Door.CLOSED]


@pytest.mark.parametrize("restarted", [False, True])
def test_a_door_is_closed_and_opened_although_a_rule_is_broken(
    home: Path, *, restarted: bool
) -> None:
    """The rules are those of before, the doors those of now."""
    write(home, GOOD)
    write(home, "closed: [her@example.com]\n", name=DOORS)
    rules = in_force(home)
    assert closed(rules) == ["her@example.com"]
    write(home, BROKEN)
    write(home, "closed: [him@example.com]\n", name=DOORS)
    if restarted:
        rules = in_force(home)
    assert (names(rules), closed(rules)) == (["lunch"], ["him@example.com"])
    assert rules.broken is not None


@pytest.mark.parametrize("doors", ["closed: [him@\n", None])
def test_no_door_opens_because_a_file_is_broken_or_gone(home: Path, doors: str | None) -> None:
    """Beside a broken rule it cannot be meant."""
    write(home, GOOD)
    write(home, "closed: [him@example.com]\n", name=DOORS)
    rules = in_force(home)
    assert closed(rules) == ["him@example.com"]
    write(home, BROKEN)
    if doors is None:
        (home / DOORS).unlink()
    else:
        write(home, doors, name=DOORS)
    assert (names(rules), closed(rules)) == (["lunch"], ["him@example.com"])


def test_the_last_good_rules_have_their_lists_and_doors(home: Path) -> None:
    """They are kept word for word, whatever becomes of the files beside them."""
    write(home, "lists: {press: {file: press.txt}}\n")
    write(home, "@daily.example\n", name="rules/press.txt")
    more = (
        "closed: [him@example.com]\n"
        "rules: [{name: press, when: {from: list:press}, then: {keep: true}}]\n"
    )
    write(home, more, name="rules/20-more.yaml")
    in_force(home).current()
    (home / "rules/press.txt").unlink()
    write(home, BROKEN)
    kept = in_force(home).current()
    assert "daily.example" in repr(kept.rules)
    assert [contact.line for contact in kept.directory.contacts] == ["him@example.com"]


def test_without_any_good_rules_nothing_is_in_force(home: Path) -> None:
    """That stops the start, and is tried anew each time."""
    write(home, BROKEN)
    rules = in_force(home)
    for _ in range(2):
        with pytest.raises(InvalidConfiguration, match="subjct"):
            rules.current()
    write(home, GOOD)
    assert names(rules) == ["lunch"]


def test_kept_rules_that_cannot_be_read_are_none(home: Path) -> None:
    """A damaged state directory is no excuse for a crash."""
    write(home, BROKEN)
    for text in ("", "[]", "{", '{"files": {"rules/a.yaml": "rules: 1"}}', '{"files": 7}'):
        (home / "state" / LAST_GOOD).write_text(text, encoding="utf-8")
        with pytest.raises(InvalidConfiguration, match="subjct"):
            in_force(home).current()


def test_a_rules_directory_that_is_gone_is_broken_and_not_empty(home: Path) -> None:
    """An unmounted disk must not open every door."""
    write(home, GOOD)
    rules = in_force(home)
    rules.current()
    (home / "rules").rename(home / "elsewhere")
    assert names(rules) == ["lunch"]
    assert rules.broken is not None
    assert "cannot be read" in rules.broken
    (home / "elsewhere").rename(home / "rules")
    assert names(rules) == ["lunch"]
    assert rules.broken is None


def test_a_rules_directory_that_comes_back_empty_is_taken_at_its_word(home: Path) -> None:
    """Somebody made it anew."""
    write(home, GOOD)
    rules = in_force(home)
    rules.current()
    (home / "rules").rename(home / "elsewhere")
    rules.current()
    (home / "rules").mkdir()
    assert (names(rules), rules.broken) == ([], None)


def test_a_missing_rules_directory_is_told_at_the_first_start(home: Path) -> None:
    """With what to do."""
    (home / "rules").rmdir()
    with pytest.raises(InvalidConfiguration, match="make it, or correct `rules`"):
        in_force(home).current()


def test_a_changed_list_is_noticed(home: Path) -> None:
    """Also in a folder of its own, and when it comes or goes."""
    (home / "rules/lists").mkdir()
    write(home, "@daily.example\n", name="rules/lists/press.txt")
    write(
        home,
        "lists: {press: {file: lists/press.txt}}\n"
        "rules: [{name: a, when: {from: list:press}, then: {keep: true}}]\n",
    )
    rules = in_force(home)
    assert "daily.example" in repr(rules.current().rules)
    write(home, "@weekly.example\n", name="rules/lists/press.txt")
    assert "weekly.example" in repr(rules.current().rules)
    (home / "rules/lists/press.txt").unlink()
    assert "weekly.example" in repr(rules.current().rules)
    assert rules.broken is not None
    assert "lists/press.txt" in rules.broken


def test_a_text_that_no_list_names_may_be_anything(home: Path) -> None:
    """Such as a note in another encoding."""
    write(home, GOOD)
    (home / "rules/notes.txt").write_bytes(b"\xff\xfeno UTF-8 \x00")
    rules = in_force(home)
    assert (names(rules), rules.broken) == (["lunch"], None)


def test_the_lock_of_an_editor_is_no_rule_file(home: Path) -> None:
    """Emacs leaves a link to nowhere beside the file that is being edited."""
    write(home, GOOD)
    (home / "rules/.#10-rules.yaml").symlink_to("me@host.example:1")
    (home / "rules/.hidden.yaml").write_text(BROKEN, encoding="utf-8")
    (home / "rules/tests").mkdir()
    (home / "rules/tests/lunch.yaml").write_text("tests: []\n", encoding="utf-8")
    (home / "rules/README.md").write_text("rules", encoding="utf-8")
    rules = in_force(home)
    assert (names(rules), rules.broken) == (["lunch"], None)


def test_a_rule_file_that_cannot_be_read_is_told(home: Path) -> None:
    """It is not as if it were not there."""
    write(home, GOOD)
    rules = in_force(home)
    rules.current()
    (home / "rules/20-more.yaml").symlink_to("nowhere.yaml")
    assert names(rules) == ["lunch"]
    assert rules.broken is not None
    assert "rules/20-more.yaml:1:1: cannot be read" in rules.broken


def test_a_change_that_keeps_size_and_time_is_noticed(home: Path) -> None:
    """Some programs set the time of a file back after they have written it."""
    write(home, GOOD)
    rules = in_force(home)
    rules.current()
    file = home / "rules/10-rules.yaml"
    before = file.stat()
    with file.open("r+") as same:
        same.write(GOOD.replace("name: lunch", "name: hcnul"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    while file.stat().st_ctime_ns == before.st_ctime_ns:
        file.chmod(0o600)  # the clock of the file system has not moved on yet
    assert names(rules) == ["hcnul"]


def test_the_file_of_doors_may_lie_elsewhere(home: Path) -> None:
    """It is read after the others, from the moment it is there."""
    write(home, GOOD)
    rules = in_force(home, doors="state/doors.yaml")
    assert rules.current().directory.contacts == ()
    write(home, "closed: [him@example.com]\n", name="state/doors.yaml")
    assert [one.line for one in rules.current().directory.contacts] == ["him@example.com"]
    write(home, "closed: [him@]\n", name="state/doors.yaml")
    assert [one.line for one in rules.current().directory.contacts] == ["him@example.com"]
    assert rules.broken is not None
    assert f"{home}/state/doors.yaml:1:10: " in rules.broken


def test_the_file_of_doors_is_read_once(home: Path) -> None:
    """Though it is found in the rules directory and named in the configuration."""
    write(home, "closed: [him@example.com]\n", name="rules/doors.yaml")
    (home / "link").symlink_to(home / "rules")
    rules = in_force(home, doors="link/doors.yaml")
    assert len(rules.current().directory.contacts) == 1
    assert (rules.broken, rules.warnings) == (None, [])


def test_doubts_about_the_rules_in_force_are_at_hand(home: Path) -> None:
    """Those of the rules that are in force, also while newer ones are broken."""
    write(home, "closed: [him@example.com, him@example.com]\n")
    rules = in_force(home)
    rules.current()
    write(home, BROKEN)
    rules.current()
    assert ["stands here twice" in warning.text for warning in rules.warnings] == [True]
