"""Which rules may hold for an event, told without looking at each of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from heapq import merge
from itertools import chain, groupby

from screener.domain.conditions.condition import Condition, headers_asked
from screener.domain.conditions.prefilter.finding import Finder, Machine
from screener.domain.conditions.prefilter.guard import Key, Pattern, Piece, Where, guard_of
from screener.domain.conditions.prefilter.keys import keys_of
from screener.domain.conditions.scene import ADDRESS_FIELDS, Scene
from screener.domain.text import Text, text_of


class Prefilter:
    """Rules by number, made ready once; `conditions` are theirs in the order of the files."""

    def __init__(self, conditions: Iterable[Condition]) -> None:
        self._always: list[int] = []
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._texts: dict[Where, Texts] = {
            "subject": Texts(),
            "header": Texts(),
            "text": Texts(),
        }
        self._headers: set[str] = set()
        for number, condition in enumerate(conditions):
            self._headers |= headers_asked(condition)
            guard = guard_of(condition)
            if guard is None:
                self._always.append(number)
            for thing in guard or ():
                if isinstance(thing, Key):
                    self._by_key[thing.key].append(number)
                else:
                    self._texts[thing.where].put(thing, number)

    def may_hold(self, scene: Scene) -> Iterator[int]:
        """The numbers of the rules that may hold or are unknown, ascending, each once."""
        found: list[Sequence[int]] = [self._always]
        keys = keys_of(scene, self._fields) if self._by_key else ()
        found += [self._by_key[key] for key in keys if key in self._by_key]
        for where, texts in self._looked_at:
            found += texts.found(self._read(where, scene))
        found = [numbers for numbers in found if numbers]
        if len(found) < 2:
            return iter(found[0] if found else ())
        return (number for number, _ in groupby(merge(*found)))

    @cached_property
    def _looked_at(self) -> list[tuple[Where, "Texts"]]:
        """The places in which any rule looks for a text."""
        return [(where, texts) for where, texts in self._texts.items() if texts]

    @cached_property
    def _fields(self) -> list[str]:
        """The fields whose addresses any rule asks about."""
        asked = {key.partition(":")[0] for key in self._by_key}
        return [field for field in ADDRESS_FIELDS if field in asked]

    def _read(self, where: Where, scene: Scene) -> Sequence[Text] | None:
        """The texts of that place; None if not all of them were read."""
        match where:
            case "subject":
                return (scene.subject, scene.transcript)
            case "header":
                headers = scene.mail.headers
                if not headers.keys() >= self._headers:
                    return None
                return [text_of(value) for values in headers.values() for value in values]
            case "text":
                body = scene.body
                return None if body is None else (scene.subject, scene.transcript, body)


class Texts:
    """Pieces and patterns of one place, with the rules that each stands for."""

    def __init__(self) -> None:
        self._pieces: dict[str, list[int]] = defaultdict(list)
        self._patterns: dict[str, list[int]] = defaultdict(list)

    def __bool__(self) -> bool:
        return bool(self._pieces or self._patterns)

    def put(self, thing: Piece | Pattern, number: int) -> None:
        """Numbers come in ascending order."""
        if isinstance(thing, Piece):
            self._pieces[thing.piece].append(number)
        else:
            self._patterns[thing.pattern].append(number)

    def found(self, texts: Sequence[Text] | None) -> list[Sequence[int]]:
        """The rules of everything that is found; of all that is looked for if nothing was read."""
        if texts is None:
            return [self._all]
        pieces = {piece for text in texts for piece in self._finder.found(text.folded)}
        patterns = {pattern for text in texts for pattern in self._machine.found(text.plain)}
        return [
            *(self._pieces[piece] for piece in pieces),
            *(self._patterns[pattern] for pattern in patterns),
        ]

    @cached_property
    def _all(self) -> list[int]:
        return sorted(set(chain(*self._pieces.values(), *self._patterns.values())))

    @cached_property
    def _finder(self) -> "Finder":
        return Finder(self._pieces)

    @cached_property
    def _machine(self) -> "Machine":
        return Machine(self._patterns)
