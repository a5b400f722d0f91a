"""config.example.yaml shows every key with its default."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from screener.config.settings.load import load_settings
from screener.config.yaml.source import read_file
from screener.domain.settings.login import ImapLogin, Secret, SmtpLogin
from screener.domain.settings.settings import (
    Account,
    AlertWhen,
    Brake,
    ClosedDoor,
    DigestSettings,
    LogSettings,
    My,
    RunCommand,
    Settings,
    Training,
    Voicemail,
)

EXAMPLE = Path(__file__).parents[3] / "config.example.yaml"

EXPLAINED = (Secret, AlertWhen, RunCommand)
"""Models whose keys are shown in a comment or a flow mapping, and have no defaults to compare."""


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that an annotation can hold."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models(argument)


def all_models(model: type[BaseModel]) -> set[type[BaseModel]]:
    """The model and every one below it."""
    below = {m for field in model.model_fields.values() for m in models(field.annotation)}
    return {model}.union(*(all_models(each) for each in below))


def shown(tmp_path: Path, text: str) -> dict[str, Any]:
    """What the text says, as settings take it."""
    file = tmp_path / "config.yaml"
    file.write_text(text, encoding="utf-8")
    load_settings(file, environ={}, cwd=tmp_path, home=tmp_path)
    tree, _ = read_file(file, shown_as="config.yaml")
    assert tree is not None
    data = tree.data
    assert isinstance(data, dict)
    return data


def uncommented(text: str) -> str:
    """The example with its block on SMTP in force."""
    without = re.sub(r"^    smtp: null.*\n", "", text, flags=re.MULTILINE)
    block = re.compile(r"^    # (?=smtp:|  \w+:)", re.MULTILINE)
    assert len(block.findall(without)) == 1 + len(SmtpLogin.model_fields)
    return block.sub("    ", without)


def differing(model: type[BaseModel], written: dict[str, Any]) -> list[str]:
    """The keys whose written value is not their default."""
    parsed = model.model_validate(written)
    return [
        name
        for name, field in model.model_fields.items()
        if field.default is not PydanticUndefined and getattr(parsed, name) != field.default
    ]


def test_the_example_loads_without_a_warning(tmp_path: Path) -> None:
    """As it is, and with a server to send by."""
    text = EXAMPLE.read_text(encoding="utf-8")
    for variant in (text, uncommented(text)):
        (tmp_path / "config.yaml").write_text(variant, encoding="utf-8")
        _, warnings = load_settings(None, environ={}, cwd=tmp_path, home=tmp_path)
        assert warnings == []


def test_the_example_has_every_key(tmp_path: Path) -> None:
    """A key that is not shown would be one that nobody finds."""
    text = uncommented(EXAMPLE.read_text(encoding="utf-8"))
    settings = shown(tmp_path, text)
    account = settings["accounts"][0]
    mappings: dict[type[BaseModel], Any] = {
        Settings: settings,
        Account: account,
        ImapLogin: account["imap"],
        SmtpLogin: account["smtp"],
        My: account["my"],
        Voicemail: account["voicemail"],
        ClosedDoor: settings["closed_door"],
        Training: settings["training"],
        DigestSettings: settings["digest"],
        Brake: settings["brake"],
        LogSettings: settings["log"],
    }
    compared = set(mappings) | set(EXPLAINED)
    assert {m.__name__ for m in all_models(Settings) - compared} == {"HostAndPort"}
    for model, written in mappings.items():
        assert set(written) == set(model.model_fields), model
    for model in EXPLAINED:
        for name in model.model_fields:
            assert f"{name}:" in text


def test_the_example_shows_the_defaults(tmp_path: Path) -> None:
    """What is shown is what holds if it is left out."""
    text = EXAMPLE.read_text(encoding="utf-8")
    settings = shown(tmp_path, text)
    account = settings["accounts"][0]
    assert differing(Settings, settings) == []
    assert differing(Account, account) == []
    assert differing(ImapLogin, account["imap"]) == []
    smtp = shown(tmp_path, uncommented(text))["accounts"][0]["smtp"]
    assert differing(SmtpLogin, smtp) == ["user", "password"]
