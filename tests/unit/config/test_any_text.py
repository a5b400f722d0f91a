"""Whatever is in a file, reading it gives a tree and complaints, and nothing else."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from screener.config.complaint import in_order
from screener.config.settings.load import load_settings
from screener.config.validation.pydantic_errors import complaints_of
from screener.config.yaml.source import Path_, read_file, read_text
from screener.domain.settings.settings import Settings
from screener.errors import InvalidConfiguration

EXAMPLE = (Path(__file__).parents[3] / "config.example.yaml").read_text(encoding="utf-8")
PIECES = (
    "a", "b: ", "- ", "  ", "\n", "\n  ", "\r\n", "\t", "#", " #c", ": ", "'", '"', "[", "]", "{",
    "}", ", ", "{{ x }}", "*a", "&a ", "!x ", "@", "`", "%", "|", ">", "? ", "<<: ", "---\n", "...",
    "“", "”", "\\d", "~", "null", "\u2028", "\ufeff", "\x00", "\ud800", "😀", "password: ", "hush",
)  # fmt: skip

rubbish = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@st.composite
def mutilated(draw: st.DrawFn) -> str:
    """The example with a few pieces taken out and a few put in."""
    text = EXAMPLE
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 30))
        text = text[:at] + draw(rubbish) + text[at + cut :]
    return text


@given(st.one_of(st.text(), rubbish))
def test_any_text_is_read_or_complained_of(text: str) -> None:
    """Every complaint can be shown, and lies within the file."""
    tree, complaints = read_text(text, shown_as="x")
    assert tree is not None or complaints
    for complaint in in_order(complaints):
        assert complaint.render().startswith(f"x:{complaint.place.line}:")
        assert 1 <= complaint.place.line <= text.count("\n") + text.count("\r") + 1


@given(octets=st.binary(max_size=200))
def test_any_octets_are_read_or_complained_of(
    tmp_path_factory: pytest.TempPathFactory, octets: bytes
) -> None:
    """Files are octets first."""
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_bytes(octets)
    tree, complaints = read_file(file, shown_as="any.yaml")
    assert tree is not None or complaints


@settings(max_examples=150, deadline=None)
@given(text=mutilated())
def test_a_mutilated_configuration_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    """Never a traceback, whatever was typed."""
    directory = tmp_path_factory.getbasetemp()
    (directory / "config.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
    said = "config.yaml:"
    try:
        load_settings(Path("config.yaml"), environ={}, cwd=directory, home=Path("/home/me"))
    except InvalidConfiguration as error:
        said = str(error)
    assert said.startswith("config.yaml:")


def paths(data: Any, above: Path_ = ()) -> Iterator[Path_]:
    """Every path through the data."""
    yield above
    match data:
        case dict():
            for key, value in data.items():
                yield from paths(value, (*above, key))
        case list():
            for number, value in enumerate(data):
                yield from paths(value, (*above, number))
        case _:
            return


def replaced(data: Any, path: Path_, value: object) -> Any:
    """The data with another value at the path."""
    if not path:
        return value
    copied = copy.copy(data)
    copied[path[0]] = replaced(data[path[0]], path[1:], value)
    return copied


@pytest.mark.parametrize(
    "value", [None, "", "x", "-1", [], [[]], ["x"], {}, {"x": {}}, {"env": []}]
)
def test_nothing_breaks_whatever_stands_where(value: object) -> None:
    """Each value of the example is replaced in turn, and only told to be wrong."""
    tree, _ = read_text(EXAMPLE, shown_as="config.yaml")
    assert tree is not None
    refused = 0
    for path in paths(tree.data):
        try:
            Settings.model_validate(replaced(tree.data, path, value))
        except ValidationError as error:
            refused += 1
            found = complaints_of(error, tree, model=Settings)
            assert found
            assert all(each.render() for each in found)
    assert refused > 20


@settings(max_examples=200, deadline=None)
@given(
    word=st.text(alphabet="abcdefgh'\"*&!@#:{}[] -\\", min_size=6, max_size=20),
    shape=st.sampled_from(
        [
            "    imap:\n      password: SECRET\n      user: @x\n",
            "    imap:\n      pasword:\n        SECRET\n      user: x\n",
            "    imap: {host: imap.example.com:1, password: SECRET}\n",
            "    imap: {host: x, password: {evn: SECRET, file: SECRET}}\n",
            "    imap: {host: x, password: {command: SECRET}}\n",
            "    smtp:\n      secret_token:SECRET\n      user: x\n",
            "    smtp: {host: x, oauth: SECRET, pass: SECRET}\n",
            "database: postgres://me:SECRET@db.example.com/x\n",
        ]
    ),
)
def test_a_secret_in_a_configuration_is_never_shown(
    tmp_path_factory: pytest.TempPathFactory, word: str, shape: str
) -> None:
    """However it is written there, and whatever else is wrong, no complaint has it."""
    directory = tmp_path_factory.getbasetemp()
    text = "accounts:\n  - name: me\n" + shape.replace("SECRET", f"Hunter{word}Hunter")
    (directory / "config.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidConfiguration) as error:
        load_settings(Path("config.yaml"), environ={}, cwd=directory, home=Path("/home/me"))
    assert "Hunter" not in str(error.value)
