"""What pydantic found wrong, in the user's words and with the place it speaks of.

A location of pydantic's is a path through the data with the tags of unions in between; what is not
in the data is left out. Where several branches of a union complain, the one is heard that
understood most.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from typing_extensions import TypeAliasType

from screener.config.complaint import MOST, Complaint, closest
from screener.config.language.shape import NOTHING
from screener.config.validation.elsewhere import meant_by, not_done, word_meant
from screener.config.validation.misplaced import belongs, keys_of
from screener.config.validation.put_right import as_several, missing, of_another_kind, renamed
from screener.config.yaml.source import Path_, Tree
from screener.domain.written import shown

_KINDS = {
    "string_type": "text",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "dict_type": "keys with values",
    "mapping_type": "keys with values",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
}
_LIMITS = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}
_CHOICES = frozenset({"enum", "literal_error", "union_tag_invalid"})
_LISTED = 12
"""How many allowed words are listed where none is near."""


class _Found(NamedTuple):
    """One error; `path` is the part of its location that is in the data, `tags` what is not."""

    error: ErrorDetails
    path: Path_
    tags: tuple[tuple[Path_, str], ...]


def complaints_of(
    error: ValidationError, tree: Tree, *, model: type[BaseModel], prefix: Path_ = ()
) -> list[Complaint]:
    """One complaint for each thing that is wrong with the data at `prefix` of the tree, up to MOST.

    `model` is what was validated; it knows which keys are allowed.
    """
    errors = error.errors(include_url=False)
    found = [_located(each, tree, prefix) for each in errors[: MOST + 1]]
    understood = list(_understood(found))
    misnamed = {
        (each.path[:-1], meant)
        for each in understood
        if each.error["type"] == "extra_forbidden" and (meant := _meant(each, model))
    }
    return [
        _complaint(each, tree, model)
        for each in understood
        if each.error["type"] != "missing" or (each.path, each.error["loc"][-1]) not in misnamed
    ]


def _located(error: ErrorDetails, tree: Tree, prefix: Path_) -> _Found:
    path, tags = prefix, []
    for part in error["loc"]:
        if tree.has((*path, part)):
            path = (*path, part)
        else:
            tags.append((path, str(part)))
    return _Found(error, path, tuple(tags))


def _understood(found: Sequence[_Found]) -> Iterator[_Found]:
    """Leave out what other branches of a union say."""
    branches: dict[Path_, dict[str, int]] = {}
    found = [each for each in found if not _only_seems_short(each.error)]
    for each in found:
        for at, tag in _branch(each):
            depths = branches.setdefault(at, {})
            depths[tag] = max(depths.get(tag, 0), len(each.path))
    told: set[Path_] = set()
    for each in found:
        mine = _branch(each)
        if any(branches[at][tag] < max(branches[at].values()) for at, tag in mine):
            continue
        tied = [at for at, _ in mine if len(branches[at]) > 1]
        if tied and each.path in told:
            continue
        told.update([each.path] if tied else [])
        yield each


def _only_seems_short(error: ErrorDetails) -> bool:
    """Pydantic does not count the items that are wrong themselves."""
    least = error.get("ctx", {}).get("min_length", 0)
    return error["type"] == "too_short" and len(error["input"]) >= least


def _branch(found: _Found) -> tuple[tuple[Path_, str], ...]:
    """The tags without the name of the key that is missing."""
    return found.tags[:-1] if found.error["type"] == "missing" else found.tags


def _complaint(found: _Found, tree: Tree, model: type[BaseModel]) -> Complaint:
    kind, context = found.error["type"], found.error.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(found, tree, model)
    path = found.path
    if found.error["input"] is NOTHING:
        return tree.complaint(path, f"nothing is written after `{path[-1]}:`")
    key = str(context.get("key", ""))
    if key and tree.has((*path, key)):
        path = (*path, key)
    text = _text(found, hidden=tree.hides(tree.place(path)))
    advice = str(context.get("advice", ""))
    if kind == "missing":
        advice = missing(str(found.error["loc"][-1]), _models_at(model, found))
    if kind in _KINDS:
        advice = of_another_kind(tree, path, _KINDS[kind])
    return tree.complaint(path, text, advice=advice)


def _meant(found: _Found, model: type[BaseModel]) -> str | None:
    """The key that was probably meant where an unknown one stands."""
    key, models = str(found.path[-1]) if found.path else "", _models_at(model, found)
    meant = meant_by(key, models)
    return meant.partition(":")[0] if meant else closest(key, _keys(models))


def _unknown_key(found: _Found, tree: Tree, model: type[BaseModel]) -> Complaint:
    key = str(found.path[-1]) if found.path else ""
    models = _models_at(model, found)
    if (meant := meant_by(key, models)) is not None:
        text = f"`{key}` is unknown; here it is `{meant.replace('%s', '…')}`"
        advice = renamed(tree, found.path, meant)
        return tree.complaint(found.path, text, advice=advice, at="key")
    if (where := belongs(key, models) or not_done(key, models)) is not None:
        return tree.complaint(found.path, f"`{key}` {where}", at="key")
    allowed = _keys(models)
    near = closest(key, allowed)
    advice = ""
    if near is None and allowed:
        listed = [f"`{word}`" for word in allowed[:_LISTED]]
        more = f" and {len(allowed) - _LISTED} more" if len(allowed) > _LISTED else ""
        advice = f"allowed here: {', '.join(listed)}{more}"
    if near is None and (advised := as_several(tree, found.path)):
        text = f"`{key}` stands where a key should; several values stand in brackets"
        return tree.complaint(found.path, text, advice=advised, at="key")
    start = tree.key_place(found.path)
    # A value that was written without a space after the colon is part of the key.
    last = start._replace(column=start.column + max(len(key) - 1, 0))
    secret = near is None and (tree.hides(start) or tree.hides(last))
    text = "this key is unknown" if secret else f"`{key}` is unknown"
    text += f"; did you mean `{near}`?" if near else ""
    return tree.complaint(found.path, text, advice=advice, at="key")


def _text(found: _Found, *, hidden: bool) -> str:
    error, context = found.error, found.error.get("ctx", {})
    kind, value = error["type"], error["input"]
    told = "this value" if hidden else shown(value)
    if "text" in context:
        return str(context["text"])
    if kind == "value_error":
        return str(context["error"])
    if kind == "missing":
        return f"`{error['loc'][-1]}` is missing"
    if kind in _CHOICES:
        return _one_of(told, "" if hidden else value, context, key=_key(found.path))
    if kind in _KINDS:
        return f"{_name(found.path)} must be {_KINDS[kind]}, not {told}"
    if kind in _LIMITS:
        words, limit = _LIMITS[kind]
        return f"{_name(found.path)} must be {words} {context[limit]}"
    if kind in ("too_short", "string_too_short"):
        return f"{_name(found.path)} must not be empty"
    return _in_our_words(error["msg"], found.path)


def _one_of(told: str, value: Any, context: dict[str, Any], *, key: str) -> str:
    expected = str(context.get("expected", context.get("expected_tags", "")))
    allowed = re.findall(r"'([^']*)'", expected)
    listed = ", ".join(f"`{word}`" for word in allowed)
    near = word_meant(value, of=key) if isinstance(value, str) else None
    if near not in allowed and not (near or "").startswith("["):
        near = closest(value, allowed) if isinstance(value, str) else None
    guess = f"; did you mean `{near}`?" if near else ""
    if len(allowed) == 1:
        return f"{told} is not `{allowed[0]}`{guess}"
    return f"{told} is not one of {listed}{guess}"


def _in_our_words(message: str, path: Path_) -> str:
    return re.sub(r"^(Input|Value) should be", f"{_name(path)} must be", message)


def _key(path: Path_) -> str:
    """The last key on the way."""
    return next((part for part in reversed(path) if isinstance(part, str)), "")


def _name(path: Path_) -> str:
    if not path:
        return "this file"
    if isinstance(path[-1], str):
        return f"`{path[-1]}`"
    keys = [part for part in path if isinstance(part, str)]
    return f"an item of `{keys[-1]}`" if keys else "an item"


def _keys(models: Iterable[type[BaseModel]]) -> list[str]:
    return list(dict.fromkeys(key for each in models for key in keys_of(each)))


def _models_at(model: type[BaseModel], found: _Found) -> Collection[type[BaseModel]]:
    """The models of the mapping with the unknown key; every branch where a union leaves it open."""
    here = {model}
    for part in found.error["loc"][:-1]:
        named = {each for each in here if each.__name__ == part}
        below = {
            inner
            for each in here
            for name, field in each.model_fields.items()
            if part in (field.alias, name)
            for inner in _models_in(field.annotation)
        }
        here = named or below or here
    return here


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    if isinstance(annotation, TypeAliasType):
        annotation = annotation.__value__
    for argument in get_args(annotation):
        yield from _models_in(argument)
