"""YAML is read as it is written, and points at itself."""

from pathlib import Path

import pytest

from screener.config.complaint import MOST
from screener.config.yaml.source import Path_, Tree, read_file, read_text


def read(text: str) -> Tree:
    """A text that must be free of faults."""
    tree, complaints = read_text(text, shown_as="rules/10.yaml")
    assert complaints == []
    assert tree is not None
    return tree


@pytest.mark.parametrize(
    "scalar",
    ["no", "yes", "12:30", "+12025550143", "0123", "1e3", "2026-11-20", "0x1F", "him@example.com"],
)
def test_a_scalar_is_the_text_that_was_written(scalar: str) -> None:
    """No number, date or boolean is made of it, in quotes or without."""
    assert read(f"- {scalar}\n- '{scalar}'\n").data == [scalar, scalar]


@pytest.mark.parametrize("scalar", ["null", "Null", "NULL", "~", ""])
def test_only_a_plain_null_is_nothing(scalar: str) -> None:
    """The same word in quotes is text."""
    assert read(f"- {scalar}\n- '{scalar}'\n").data == [None, scalar]


@pytest.mark.parametrize("key", ["null", "no", "1", "~"])
def test_a_key_is_text_whatever_it_looks_like(key: str) -> None:
    """A folder may be called `null`."""
    assert read(f"{key}: x").data == {key: "x"}


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "---\n", "---\n...\n"])
def test_an_empty_file_says_nothing(text: str) -> None:
    """It is a tree all the same, since nothing is wrong with it."""
    assert read(text).data is None


RULES = 'rules:\n  - name: a\n    when: {from: [x@example.com, "y"]}\r\n  - name: 😀 b # c\n'


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        ((), 1, 1),
        (("rules",), 2, 3),
        (("rules", 0), 2, 5),
        (("rules", 0, "when", "from", 1), 3, 34),
        (("rules", 1, "name"), 4, 11),
        (("rules", 0, "when", "nowhere"), 3, 11),
        (("rules", 7), 2, 3),
    ],
)
def test_a_value_knows_its_place(path: Path_, line: int, column: int) -> None:
    """Lines and columns count as editors do; what is not there has the place of what holds it."""
    assert read(RULES).place(path) == ("rules/10.yaml", line, column)


def test_a_key_has_a_place_of_its_own() -> None:
    """Findings about keys point at them, and those about items at the items."""
    tree = read(RULES)
    assert tree.key_place(("rules", 0, "when"))[1:] == (3, 5)
    assert tree.key_place(("rules", 1))[1:] == (4, 5)


@pytest.mark.parametrize(
    ("path", "written"),
    [
        (("a",), "x y"),
        (("b",), "'x # y'"),
        (("c",), "|\n  one\n  two\n"),
        (("d",), "- [p, {q: r}]\n  - z"),
        (("d", 0), "[p, {q: r}]"),
        (("d", 0, 1, "q"), "r"),
        (("d", 1), "z"),
        (("e",), ""),
        (("f",), "{g: }"),
        (("f", "g"), ""),
        (("h",), "i: 1\n  j: [k]"),
    ],
)
def test_a_value_knows_from_where_to_where_it_is_written(path: Path_, written: str) -> None:
    """Quotes and brackets belong to it, comments do not; a block ends with the last thing in it."""
    tree = read(
        "a: x y  # z\nb: 'x # y'\nc: |\n  one\n  two\nd:\n  - [p, {q: r}]\n  - z\ne:\nf: {g: }\n"
        "h:\n  i: 1\n  j: [k]   # l\n"
    )
    start, end = tree.span(path)
    assert tree.text[start:end] == written


@pytest.mark.parametrize("text", ["a: {{ y }} # z", "a: *z # z"])
def test_what_was_meant_as_text_has_an_end_too(text: str) -> None:
    """Though it is none for YAML."""
    tree, _ = read_text(text, shown_as="x")
    assert tree is not None
    start, end = tree.span(("a",))
    assert tree.text[start:end] == tree.data["a"]


def test_an_alias_stands_for_the_value_of_its_anchor() -> None:
    """Also where it stands for a list, and where it is used often."""
    assert read("a: &x [1]\nb: *x\nc: *x").data == {"a": ["1"], "b": ["1"], "c": ["1"]}


def test_a_hundred_aliases_are_enough() -> None:
    """One more is an error."""
    text = "a: &x y\nb:\n" + "  - *x\n" * 100
    assert len(read(text).data["b"]) == 100
    tree, complaints = read_text(text + "  - *x\n", shown_as="x")
    assert tree is None
    assert complaints[0].text == "this file has more than 100 aliases"


def test_what_aliases_stand_for_is_counted() -> None:
    """A small file cannot stand for more values than a large one may hold."""
    text = "a: &x [" + "y, " * 20_000 + "]\nb: [" + "*x, " * 60 + "]\n"
    tree, complaints = read_text(text, shown_as="x")
    assert tree is None
    assert complaints[0].text == "this file has more than 1,000,000 values"


@pytest.mark.parametrize("deep", ["[" * 100_000, "- " * 100_000, "{a: " * 100_000, "? " * 100_000])
def test_no_depth_exhausts_the_stack(deep: str) -> None:
    """Nesting ends at the limit, whatever it is made of."""
    tree, complaints = read_text(deep, shown_as="x")
    assert tree is None
    assert complaints[0].text == "this is nested more than 40 levels deep"


def test_forty_levels_can_be_read() -> None:
    """The limit itself is allowed."""
    assert read("[" * 40 + "]" * 40).data is not None


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    """Windows editors write one."""
    file = tmp_path / "a.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: b\r\n")
    tree, complaints = read_file(file, shown_as="a.yaml")
    assert complaints == []
    assert tree is not None
    assert tree.data == {"a": "b"}


def test_a_file_that_is_too_large_is_not_read_further(tmp_path: Path) -> None:
    """Eight mebibytes are the limit."""
    file = tmp_path / "a.yaml"
    file.write_bytes(b"#" * (8 * 1024 * 1024 + 1))
    tree, complaints = read_file(file, shown_as="a.yaml")
    assert tree is None
    assert complaints[0].text == "this file is larger than 8 MiB"


def test_a_file_that_is_not_there_is_a_complaint(tmp_path: Path) -> None:
    """Nothing is raised; the same goes for a directory."""
    for path in (tmp_path / "none.yaml", tmp_path):
        tree, complaints = read_file(path, shown_as="a.yaml")
        assert tree is None
        assert complaints[0].text.startswith("cannot be read: ")


def test_lesser_faults_leave_what_was_probably_meant() -> None:
    """So that everything else that is wrong can be told at the same time."""
    text = "a: “x”\nb: {{ y }}\nc: *z\nd: #w\ne: 1\ne: 2\n"
    tree, complaints = read_text(text, shown_as="x")
    assert tree is not None
    assert tree.data == {"a": "x", "b": "{{ y }}", "c": "*z", "d": "#w", "e": "1"}
    assert [complaint.place.line for complaint in complaints] == [1, 2, 3, 4, 6]


@pytest.mark.parametrize(
    "text",
    [
        "closed: [a@example.com]   # one line blocks a sender\n",
        "sent: null   # by special use\n",
        "a: b # c\n# d\n#e\nf: #\n  - g\n",
        "a: 'b' #c\n",
        "a: |\n  b #c\n",
        'a: "b #c"\n',
        "a: b#c\n",
        "a: ## b\n",
    ],
)
def test_an_honest_comment_is_left_alone(text: str) -> None:
    """Only a `#` that touches the next word after a plain value is suspicious."""
    read(text)


@pytest.mark.parametrize("text", ["a: “x” and “y”", "a: it’s", "a: '“x”'", "a: ’tis"])
def test_curly_quotes_within_a_text_are_text(text: str) -> None:
    """Only those round the whole value were meant to be quotes."""
    read(text)


def test_a_text_with_far_too_many_values_is_refused() -> None:
    """Near where the limit is passed, however short its lists are."""
    tree, (complaint,) = read_text(f"- [{'a, ' * 99}]\n" * 10_100, shown_as="x")
    assert tree is None
    assert complaint.text == "this file has more than 1,000,000 values"
    assert complaint.place.line == 10_001


@pytest.mark.parametrize(
    ("item", "most", "said"),
    [
        ("- a@example.com\n", 100_000, "this list has more than 100,000 items"),
        ("- {a: 1}\n", 20_000, "this list has more than 20,000 items with parts of their own"),
        ("- [a]\n", 20_000, "this list has more than 20,000 items with parts of their own"),
    ],
)
def test_a_list_that_is_far_too_long_is_refused(item: str, most: int, said: str) -> None:
    """With one item less it is read."""
    tree, complaints = read_text(item * most, shown_as="x")
    assert (tree is not None, complaints) == (True, [])
    tree, (complaint,) = read_text(item * (most + 1), shown_as="x")
    assert tree is None
    assert (complaint.text, complaint.place.line) == (said, most + 1)


def test_a_mapping_that_is_far_too_long_is_refused() -> None:
    """Where keys have one value each."""
    tree, (complaint,) = read_text("".join(f"a{n}: 1\n" for n in range(100_001)), shown_as="x")
    assert tree is None
    assert complaint.text == "this mapping has more than 100,000 items"


def test_faults_are_told_up_to_a_limit() -> None:
    """What comes after it is not even read."""
    _, complaints = read_text("- Lunch #2\n" * 5_000, shown_as="x")
    assert len(complaints) == MOST + 1


def test_reading_goes_on_beyond_a_line_of_which_it_is_sure_what_was_meant() -> None:
    """The line is taken as corrected, and what is wrong below it is told as well."""
    tree, complaints = read_text("a: @x\nb: Re: y\nc: *z\nd: ok\n", shown_as="x")
    assert tree is not None
    assert tree.data == {"a": "@x", "b": "Re: y", "c": "*z", "d": "ok"}
    assert sorted(complaint.place.line for complaint in complaints) == [1, 2, 3]
    assert tree.mended == {1, 2}


def test_a_line_with_a_secret_is_not_mended() -> None:
    """It could not be told what was made of it."""
    text = "a: 1\npassword: @secret\nb: @c\n"
    tree, complaints = read_text(text, shown_as="x", masking=lambda _: {2: 11})
    assert tree is None
    assert [complaint.place.line for complaint in complaints] == [2]
    assert "@secret" not in complaints[0].render()


def test_a_large_text_is_read_once() -> None:
    """Reading it again for each slip would take too long."""
    filling = f"# {'x' * 100}\n" * 11_000
    tree, complaints = read_text(f"a: @x\n{filling}b: @y\n", shown_as="x")
    assert tree is None
    assert [complaint.place.line for complaint in complaints] == [1]
