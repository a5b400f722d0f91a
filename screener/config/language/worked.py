"""Examples with what comes of them: for conditions a message that fits, and one that does not.

They lie in worked.yaml, by model and key. The reference page shows them, and a test tries each.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

SOMEBODY = "sam@elsewhere.example"
"""Who writes where it is not said."""

_BELOW = {
    "When": (),
    "TextTests": ("subject",),
    "AttachmentShape": ("attachment",),
    "ReceivedShape": ("received",),
    "KnocksShape": ("knocks",),
}
"""Under which key of `when` the mapping stands whose keys are shown."""

_WORDS = "Words"

_NOTHING = "null"

_GIVEN = ("door", "events", "replied", "gate")


class Worked(NamedTuple):
    """One example. `fits` and `misses` are messages; of an action `comes` is what comes of the
    `message`, and `misses` one for which it is not done.

    `beside` are other keys that stand beside the one that is shown.
    """

    beside: Mapping[str, Any]
    fits: Mapping[str, Any] | None
    misses: Mapping[str, Any] | None
    message: Mapping[str, Any]
    comes: Mapping[str, Any] | None


@cache
def worked() -> Mapping[str, Mapping[str, Sequence[Worked]]]:
    """All of them, by the name of the model and the key; scalars are texts."""
    return {
        model: {key: [_one(case) for case in cases] for key, cases in keys.items()}
        for model, keys in _written().items()
        if model != _WORDS
    }


@cache
def words() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """For each word of `is` and `has` a message of which it holds."""
    found: Mapping[str, Mapping[str, Mapping[str, Any]]] = _written()[_WORDS]
    return found


def _written() -> Mapping[str, Any]:
    text = Path(__file__).with_name("worked.yaml").read_text("utf-8")
    found: Mapping[str, Any] = yaml.load(text, yaml.BaseLoader)  # noqa: S506  only texts
    return found


def rule_of(model: str, key: str, example: Any, beside: Mapping[str, Any]) -> dict[str, Any]:
    """The rule that says nothing but the example; it is called `shown`."""
    said = {**beside, key: example}
    if model == "Then":
        return {"name": "shown", "then": said}
    for above in _BELOW[model]:
        said = {above: said}
    return {"name": "shown", "when": said, "then": {"tag": "shown"}}


def a_test_of(message: Mapping[str, Any], expect: Mapping[str, Any]) -> dict[str, Any]:
    """A rule test in which that message comes."""
    given = {key: message[key] for key in _GIVEN if key in message}
    rest = {key: value for key, value in message.items() if key not in (*given, "at")}
    at = {"at": message["at"]} if "at" in message else {}
    said = {"from": SOMEBODY, **rest}
    wanted = {key: None if value == _NOTHING else value for key, value in expect.items()}
    return {"name": str(message), **at, "given": given, "message": said, "expect": wanted}


def _one(case: Mapping[str, Any]) -> Worked:
    return Worked(
        beside=case.get("with", {}),
        fits=case.get("fits"),
        misses=case.get("misses"),
        message=case.get("message", {}),
        comes=case.get("comes"),
    )
