"""The program edits doors.yaml as a careful person would: one line, and nothing else."""

import multiprocessing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screener.config.doors.file import DoorsFile, DoorsFileBroken
from screener.config.yaml.source import read_text
from screener.domain.record.decision import Door
from screener.errors import DiskTrouble


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file lies; it is not there yet."""
    return tmp_path / "rules" / "doors.yaml"


@pytest.fixture
def doors(path: Path, tmp_path: Path) -> DoorsFile:
    """The file, with its lock elsewhere."""
    return DoorsFile(path, lock=tmp_path / "state" / "doors.lock", shown_as="rules/doors.yaml")


def written(path: Path, text: str) -> None:
    """The file with this text."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode())


def entries(doors: DoorsFile) -> list[tuple[str, object]]:
    """The lines without their places."""
    return [(line.door.value, line.entry) for line in doors.lines()]


def test_a_file_that_is_not_there_has_no_lines_and_is_not_made(
    doors: DoorsFile, path: Path
) -> None:
    """Looking changes nothing, nor does removing somebody who is not there."""
    assert doors.lines() == []
    assert doors.take_out({"him@example.com"}) is None
    assert not path.exists()


def test_the_first_line_makes_the_file(doors: DoorsFile, path: Path) -> None:
    """It begins with a word to editors, and is for its owner only."""
    doors.put(Door.CLOSED, "him@example.com")
    text = path.read_text()
    assert text.startswith("# yaml-language-server: $schema=")
    assert text.endswith("\nclosed:\n  - him@example.com\n")
    assert path.stat().st_mode & 0o777 == 0o600


HAND_WRITTEN = """\
# my doors
closed:
  # the man from the street
  - name:   The man
    handles: [him@example.com,   "+1 202 555 0143"]
    notes: |
      # met him
      twice

  - pushy@example.com     # sells things
# people I like
welcome:
    - "@myfirm.example"   # all of us
# the end
"""


def test_a_new_line_comes_last_in_its_list(doors: DoorsFile, path: Path) -> None:
    """Every other character stays, and the new line is indented as its neighbours are."""
    written(path, HAND_WRITTEN)
    doors.put(Door.CLOSED, {"name": "Ann", "handles": ["*@ann.example"], "since": "2026-11-20"})
    doors.put(Door.WELCOME, "friend@example.com")
    after_pushy = "  - pushy@example.com     # sells things\n"
    after_us = '    - "@myfirm.example"   # all of us\n'
    assert path.read_text() == HAND_WRITTEN.replace(
        after_pushy,
        after_pushy + '  - name: Ann\n    handles: ["*@ann.example"]\n    since: 2026-11-20\n',
    ).replace(after_us, after_us + "    - friend@example.com\n")


def test_a_line_is_taken_out_with_all_that_belongs_to_it(doors: DoorsFile, path: Path) -> None:
    """By its name or any of its handles; comments above it stay."""
    written(path, HAND_WRITTEN)
    line = doors.take_out({"+1 202 555 0143"})
    assert line is not None
    assert line.door is Door.CLOSED
    assert line.place == ("rules/doors.yaml", 4, 5)
    begin = HAND_WRITTEN.index("  - name:")
    end = HAND_WRITTEN.index("\n  - pushy")
    assert path.read_text() == HAND_WRITTEN[:begin] + HAND_WRITTEN[end:]


def test_an_emptied_list_can_be_filled_again(doors: DoorsFile, path: Path) -> None:
    """In between it is `[]`, which is valid."""
    written(path, HAND_WRITTEN)
    doors.take_out({"@myfirm.example"})
    assert "welcome: []\n" in path.read_text()
    doors.put(Door.WELCOME, "@myfirm.example")
    assert entries(doors)[-1] == ("welcome", "@myfirm.example")


def test_a_handle_is_added_where_the_line_is(doors: DoorsFile, path: Path) -> None:
    """Behind the others; every other character stays, and a bare handle keeps its comment."""
    written(path, HAND_WRITTEN)
    doors.add_handle({"The man"}, "him@elsewhere.example")
    doors.add_handle({"pushy@example.com"}, {"via": "linkedin.com", "name": "John Street"})
    doors.add_handle({"nobody@example.com"}, "x@example.com")
    both = "[pushy@example.com, {via: linkedin.com, name: John Street}]"

    assert path.read_text() == HAND_WRITTEN.replace(
        '"+1 202 555 0143"]', '"+1 202 555 0143", him@elsewhere.example]'
    ).replace("pushy@example.com ", f"handles: {both} ")


@pytest.mark.parametrize(
    "before",
    [
        "closed: [him@example.com]\n",
        "closed: [{name: Him, handles: him@example.com}]\n",
        "closed:\n- handles: him@example.com\n  notes: x\n",
        "closed:\n- name: Him\n  handles:\n  - him@example.com # first\n  notes: x\n",
        "closed:\n- name: Him\n  handles:\n      - him@example.com",
        "closed:\r\n- name: Him\r\n  handles:\r\n  - him@example.com\r\n",
        "closed:\n- handles: [\n    him@example.com,\n  ]\n",
        "closed:\n- handles:\n  - {via: x.example, name: Him}\n  - him@example.com\n",
    ],
)
def test_a_handle_is_added_to_any_shape_of_a_line(
    doors: DoorsFile, path: Path, before: str
) -> None:
    """In brackets and in lines, on one line and on several."""
    written(path, before)
    doors.add_handle({"him@example.com"}, "@hisfirm.example")
    ((_, entry),) = entries(doors)

    assert isinstance(entry, dict)
    assert entry["handles"][-2:] == ["him@example.com", "@hisfirm.example"]
    assert path.read_bytes().count(b"\r") in (0, path.read_bytes().count(b"\n"))
    assert all(word in path.read_text() for word in ("# first", "notes: x") if word in before)


def test_a_line_that_cannot_be_edited_gets_no_handle(doors: DoorsFile, path: Path) -> None:
    """An alias would change another line too."""
    text = "closed:\n- name: A\n  handles: &them [a@example.com]\n- {name: B, handles: *them}\n"
    written(path, text)

    with pytest.raises(DoorsFileBroken):
        doors.add_handle({"B"}, "b@example.com")
    assert path.read_text() == text


def test_keys_are_set_where_the_line_is(doors: DoorsFile, path: Path) -> None:
    """A bare handle becomes a mapping and keeps its comment; what is there is replaced in place."""
    written(path, HAND_WRITTEN)
    assert doors.annotate({"pushy@example.com"}, {"declined": "2026-11-20"})
    assert doors.annotate({"pushy@example.com"}, {"declined": "2026-11-21", "since": "2026-11-20"})
    assert doors.annotate({"The man"}, {"until": "2027-06-01"})
    assert not doors.annotate({"nobody@example.com"}, {"declined": "2026-11-20"})
    text = path.read_text()
    assert "  - handles: [pushy@example.com]     # sells things\n    declined: 2026-11-21\n" in text
    assert "      twice\n    until: 2027-06-01\n\n" in text


def test_somebody_has_one_door(doors: DoorsFile, path: Path) -> None:
    """Putting a line takes out those with the same name or handle, under either door."""
    written(path, HAND_WRITTEN)
    doors.put(Door.WELCOME, {"name": "Pushy", "handles": ["pushy@example.com"]})
    doors.put(Door.CLOSED, "@myfirm.example")
    assert entries(doors)[1:] == [
        ("closed", "@myfirm.example"),
        ("welcome", {"name": "Pushy", "handles": ["pushy@example.com"]}),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("closed: []  # none\n", "closed:  # none\n  - a@example.com\n"),
        ("closed:\n", "closed:\n  - a@example.com\n"),
        ("closed: ~", "closed:\n  - a@example.com\n"),
        ("closed: [b@example.com] # c\n", "closed: [b@example.com, a@example.com] # c\n"),
        ("closed:\n- b@example.com", "closed:\n- b@example.com\n- a@example.com\n"),
        ("welcome: []\r\n", "welcome: []\r\nclosed:\r\n  - a@example.com\r\n"),
        ("{closed: [b@example.com]}", "{closed: [b@example.com, a@example.com]}"),
        ("# c", "# c\nclosed:\n  - a@example.com\n"),
    ],
)
def test_a_list_may_be_written_in_any_way(
    doors: DoorsFile, path: Path, before: str, after: str
) -> None:
    """Block or flow style, empty or missing, and with the line ends of any system."""
    written(path, before)
    doors.put(Door.CLOSED, "a@example.com")
    assert path.read_bytes().decode() == after


@pytest.mark.parametrize(
    "text",
    [
        "closed: him@example.com\n",
        "- him@example.com\n",
        "closed:\n  - @example.com\n",
        "closed: [\n",
        "closed: []\nclosed: []\n",
        "welcome: []\n...\n",
        "{}\n",
    ],
)
def test_a_broken_file_is_left_as_it_is(doors: DoorsFile, path: Path, text: str) -> None:
    """Nobody's half-finished edit is written over, and nothing is left beside it."""
    written(path, text)
    with pytest.raises(DoorsFileBroken, match=r"rules/doors\.yaml"):
        doors.put(Door.CLOSED, "a@example.com")
    assert path.read_text() == text
    assert list(path.parent.iterdir()) == [path]


def test_a_file_behind_a_link_is_edited_there(doors: DoorsFile, path: Path, tmp_path: Path) -> None:
    """The link stays a link, and the mode what it was."""
    target = tmp_path / "dotfiles.yaml"
    target.write_text("closed: []\n")
    target.chmod(0o640)
    path.parent.mkdir()
    path.symlink_to(target)
    doors.put(Door.CLOSED, "a@example.com")
    assert path.is_symlink()
    assert target.read_text() == "closed:\n  - a@example.com\n"
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """Here a file stands where the directory should be."""
    (tmp_path / "rules").write_text("")
    doors = DoorsFile(tmp_path / "rules" / "doors.yaml", lock=tmp_path / "lock")
    with pytest.raises(DiskTrouble):
        doors.put(Door.CLOSED, "a@example.com")


def _put_many(path: Path, lock: Path, name: str) -> None:
    for number in range(10):
        DoorsFile(path, lock=lock).put(Door.CLOSED, f"{name}{number}@example.com")


def test_processes_do_not_lose_each_others_lines(path: Path, tmp_path: Path) -> None:
    """A command may edit while the daemon does."""
    lock = tmp_path / "lock"
    fork = multiprocessing.get_context("spawn")
    both = [fork.Process(target=_put_many, args=(path, lock, name)) for name in "ab"]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert len(DoorsFile(path, lock=lock).lines()) == 20


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@settings(deadline=None)
@given(texts, texts, st.lists(texts, max_size=3))
def test_whatever_is_put_can_be_read_again(
    tmp_path_factory: pytest.TempPathFactory, name: str, notes: str, handles: list[str]
) -> None:
    """Names and notes come from people and from mail."""
    directory = tmp_path_factory.mktemp("doors")
    doors = DoorsFile(directory / "doors.yaml", lock=directory / "lock")
    entry = {"name": name, "handles": handles, "notes": notes}
    doors.put(Door.CLOSED, "first@example.com")
    doors.put(Door.CLOSED, entry)
    assert entries(doors)[-1] == ("closed", entry)
    doors.annotate({name}, {"notes": name})
    assert entries(doors)[-1] == ("closed", {**entry, "notes": name})


@settings(deadline=None)
@given(st.data())
def test_comments_survive_every_edit(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """In any order of edits, every comment on a line of its own stays where it was."""
    directory = tmp_path_factory.mktemp("doors")
    file = directory / "doors.yaml"
    file.write_text(HAND_WRITTEN)
    doors = DoorsFile(file, lock=directory / "lock")
    people = st.sampled_from(["a@example.com", "b@example.com", "pushy@example.com", "The man"])
    for _ in range(data.draw(st.integers(1, 6))):
        who = data.draw(people)
        match data.draw(st.sampled_from(["put", "take_out", "annotate"])):
            case "put":
                doors.put(data.draw(st.sampled_from([Door.CLOSED, Door.WELCOME])), who)
            case "take_out":
                doors.take_out({who})
            case _:
                doors.annotate({who}, {"declined": "2026-11-20"})
    text = file.read_text()
    tree, complaints = read_text(text, shown_as="x")
    assert tree is not None
    assert complaints == []
    comments = [line for line in text.splitlines() if line.strip().startswith("#")]
    assert [line.strip() for line in comments if "met him" not in line] == [
        "# my doors",
        "# the man from the street",
        "# people I like",
        "# the end",
    ]
