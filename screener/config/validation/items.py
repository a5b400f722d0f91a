"""The items of a file's lists, one by one: what is wrong with one does not spoil the others."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from screener.config.complaint import Findings
from screener.config.language.file import ItemKind
from screener.config.language.surroundings import Surroundings
from screener.config.validation.pydantic_errors import complaints_of
from screener.config.yaml.source import Tree


class TooMuchIsWrong(Exception):
    """A file has more findings than are told, or rules look for far too much; what else the files
    say does not matter now.
    """


class Items:
    """Reads the lists and mappings of one file; what is wrong goes to `complaints`.

    Raises TooMuchIsWrong as soon as that is so.
    """

    def __init__(self, tree: Tree, complaints: Findings) -> None:
        self._tree = tree
        self._complaints = complaints

    def outline(self, model: type[BaseModel], *, apart: Mapping[str, ItemKind]) -> None:
        """See to the top of the file, but not to items that are read apart."""
        top = {
            key: apart[key].among() if key in apart and apart[key].holds(value) else value
            for key, value in self._tree.data.items()
        }
        try:
            model.model_validate(top)
        except ValidationError as error:
            self._complain(error, model)

    def under(self, key: str, kind: ItemKind, surroundings: Surroundings) -> Any:
        """The items as they were written, in a list or by name, with None for what is wrong."""
        value = self._tree.data.get(key)
        if not kind.holds(value):
            return kind.among()
        if isinstance(value, dict):
            return {at: self._one(key, at, one, kind, surroundings) for at, one in value.items()}
        return [self._one(key, at, one, kind, surroundings) for at, one in enumerate(value)]

    def _one(
        self, key: str, at: int | str, item: Any, kind: ItemKind, surroundings: Surroundings
    ) -> Any:
        try:
            return kind.read(item, context=surroundings)
        except ValidationError as error:
            self._complain(error, kind.model, key, at)
            if surroundings.lists.too_much:
                raise TooMuchIsWrong from None
            return None

    def _complain(self, error: ValidationError, model: type[BaseModel], *prefix: Any) -> None:
        self._complaints += complaints_of(error, self._tree, model=model, prefix=prefix)
        if self._complaints.has_enough_of(self._tree.file):
            raise TooMuchIsWrong
