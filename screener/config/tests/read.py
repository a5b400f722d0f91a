"""The tests in `rules/tests/*.yaml`: read, checked and made ready for being tried, or all faults.

A test is deterministic. Left out, `at` is noon of a Wednesday in winter; `to` is the address of the
first account, and whose address stands in `to` or `cc`, that account's rules are tried.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from screener.config.complaint import Complaint, Findings, closest
from screener.config.language.file import ItemKind, numbered
from screener.config.language.handles import OneHandle
from screener.config.language.surroundings import NamedLists, Surroundings
from screener.config.language.tests import (
    EventShape,
    ExpectShape,
    FileOfTests,
    MessageShape,
    RuleTestShape,
    StandingShape,
)
from screener.config.language.then import CloseWith
from screener.config.lint.rules import quoted
from screener.config.tests.files import FOLDER, files_of_tests
from screener.config.tests.message import BadMessage, composed
from screener.config.validation.items import Items, TooMuchIsWrong
from screener.config.validation.pydantic_errors import complaints_of
from screener.config.yaml.source import Path_, Tree, read_file
from screener.domain.people.handle import Handle, Kind, address_key
from screener.domain.place import Place
from screener.domain.record.decision import CLOSED_DOOR, Door, gate_rule
from screener.domain.record.event import Address
from screener.domain.rules.rule_test import (
    Earlier,
    Expected,
    RuleTest,
    Stands,
    Verdict,
    Wrote,
    said,
)
from screener.domain.rules.rulebook import Rulebook, with_decline
from screener.domain.settings.settings import Account

A_DAY = timedelta(days=1)

SOME_DAY = date(2025, 1, 15)
"""When a test happens that does not say when."""

_A_TEST = ItemKind(TypeAdapter(RuleTestShape).validate_python, RuleTestShape)
_DOORS: TypeAdapter[Handle] = TypeAdapter(OneHandle)
_ALIASES = {"from_": "from", "copy_": "copy"}


class RuleTests(NamedTuple):
    """The tests of all files in their order, and everything that is wrong with others.

    `files` are the texts by the names under which they are shown.
    """

    tests: list[RuleTest]
    complaints: Findings
    files: dict[str, str]


def read_tests(rules: Path, *, rulebook: Rulebook, accounts: Sequence[Account]) -> RuleTests:
    """Read every file of tests of these rules; whoever is at home has these accounts."""
    tests: list[RuleTest] = []
    complaints, files = Findings(), dict[str, str]()
    names: dict[str, Place] = {}
    for path in files_of_tests(rules):
        reader = _Reader(path, rules, rulebook, accounts)
        tests += reader.tests(names)
        complaints += reader.complaints
        files |= reader.text
    return RuleTests(tests, complaints, files)


def failures(verdicts: Iterable[Verdict], files: Mapping[str, str]) -> list[Complaint]:
    """What did not come out as the tests expect, one complaint a test, with its line."""
    return quoted(_failures(verdicts), files)


def _failures(verdicts: Iterable[Verdict]) -> Iterator[Complaint]:
    for verdict in verdicts:
        test = verdict.test
        differing = [
            f"`{key}` is {said(verdict.actual[key])} and not {said(test.expected[key])}"
            for key in verdict.differing
        ]
        if differing:
            text = f"the test `{test.name}` fails: {', '.join(differing)}"
            yield Complaint(place=test.place, text=text, advice="`screener test` tells more")


class _Reader:
    """One file."""

    def __init__(
        self, path: Path, rules: Path, rulebook: Rulebook, accounts: Sequence[Account]
    ) -> None:
        self._path = path
        self._rules = rules
        self._rulebook = rulebook
        self._accounts = accounts
        self._own = {address_key(one) for account in accounts for one in account.addresses}
        self._around = Surroundings(
            lists=NamedLists({}),
            region=accounts[0].region,
            known={},
            templates=rulebook.templates.keys(),
            gates=rulebook.gates.keys(),
        )
        shown_as = f"{rules.name}/{FOLDER}/{path.name}"
        self._tree, complaints = read_file(path, shown_as=shown_as)
        self.complaints = Findings(complaints)
        if self._tree is not None:
            self.complaints.settle(shown_as, self._tree.mended)

    @property
    def text(self) -> dict[str, str]:
        """The text of the file by its name, if it could be read."""
        return {self._tree.file: self._tree.text} if self._tree else {}

    @property
    def tree(self) -> Tree:
        """What the file says."""
        assert self._tree is not None  # noqa: S101  without a tree there are no shapes
        return self._tree

    def tests(self, names: dict[str, Place]) -> Iterator[RuleTest]:
        """Those that can be tried; what is wrong is among the complaints.

        `names` are those of the tests in other files; the ones of this file are added.
        """
        for number, shape in self._shapes():
            test = self._test(number, shape)
            if test is None:
                continue
            first = names.setdefault(test.name, test.place)
            if first is not test.place:
                text = f"there is a test `{test.name}` already, at {first.file}:{first.line}"
                self._complain(number, "name", text=text)
            unknown = list(self._unknown_names(number, test))
            self.complaints += unknown
            if not unknown:
                yield test

    def _shapes(self) -> Iterator[tuple[int, RuleTestShape]]:
        tree = self._tree
        if tree is None or tree.data is None:
            return
        if not isinstance(tree.data, dict):
            text, advice = "a file of rule tests begins with a key", "begin with `tests:`"
            self.complaints.append(tree.complaint((), text, advice=advice))
            return
        items = Items(tree, self.complaints)
        with suppress(TooMuchIsWrong):
            items.outline(FileOfTests, apart={"tests": _A_TEST})
            yield from numbered(items.under("tests", _A_TEST, self._around))

    def _test(self, number: int, shape: RuleTestShape) -> RuleTest | None:
        try:
            return self._made(number, shape)
        except ValidationError as error:  # the keys of `door` are handles
            at = ("tests", number, "given", "door")
            self.complaints += complaints_of(error, self.tree, model=FileOfTests, prefix=at)
        except BadMessage as bad:
            self._complain(number, "message", bad.key, text=str(bad), advice=bad.advice)
        return None

    def _made(self, number: int, shape: RuleTestShape) -> RuleTest:
        """Raises ValidationError for a door of nobody, BadMessage for a message of nobody."""
        account = self._account(shape.message)
        at = _moment(shape.at, account)
        return RuleTest(
            name=shape.name,
            place=self.tree.place(("tests", number)),
            at=at,
            account=account.name,
            message=composed(
                shape.message,
                at=at,
                to=self._accounts[0].address,
                region=account.region,
                beside=(self._path.parent, self._rules),
            ),
            folder=shape.message.folder,
            keywords=frozenset(shape.message.tagged),
            doors=tuple(self._doors(shape.given.door)),
            earlier=tuple(self._earlier(shape.given.events, at)),
            wrote=tuple(self._wrote(shape.given.events, at)),
            replied=frozenset(shape.given.replied),
            stands=self._stands(shape.given.gate, at, account),
            expected=_expected(shape.expect),
        )

    def _unknown_names(self, number: int, test: RuleTest) -> Iterator[Complaint]:
        """Rules and templates that are expected and do not exist: no test could ever pass so."""
        gates = self._rulebook.gates.keys()
        rules = {CLOSED_DOOR, *map(gate_rule, gates), *(one.name for one in self._rulebook.rules)}
        for key, known, what in (
            ("rule", rules, "rule"),
            ("continued", rules, "rule"),
            ("trial", rules, "rule"),
            ("reply", self._rulebook.templates.keys(), "template"),
            ("gate", gates, "gate"),
        ):
            wanted = test.expected.get(key) or ()
            for name in (wanted,) if isinstance(wanted, str) else wanted:
                if name not in known:
                    near = closest(name, known)
                    text = f"there is no {what} `{name}`"
                    text += f"; did you mean `{near}`?" if near else ""
                    yield self.tree.complaint(("tests", number, "expect", key), text)

    def _complain(self, number: int, *keys: str, text: str, advice: str = "") -> None:
        path: Path_ = ("tests", number, *keys)
        self.complaints.append(self.tree.complaint(path, text, advice=advice))

    def _account(self, message: MessageShape) -> Account:
        """Whose address it was sent to."""
        to = " ".join((*(message.to or ()), *(message.cc or ()))).casefold()
        for account in self._accounts:
            if any(address.casefold() in to for address in account.addresses):
                return account
        return self._accounts[0]

    def _doors(self, doors: Mapping[str, Door]) -> Iterator[tuple[Handle, Door]]:
        for written, door in doors.items():
            yield _DOORS.validate_python(written, context=self._around), door

    def _stands(self, shape: StandingShape | None, at: datetime, account: Account) -> Stands | None:
        if shape is None:
            return None
        since = _moment(shape.since, account) if shape.since else at - A_DAY
        return Stands(gate=shape.name, step=shape.step - 1, since=since)

    def _mine(self, event: EventShape) -> bool:
        return event.from_ is None or event.from_.key in self._own

    def _earlier(self, events: Sequence[EventShape], at: datetime) -> Iterator[Earlier]:
        for event in events:
            if event.from_ is not None and not self._mine(event):
                by_mail = event.from_.kind is Kind.ADDRESS
                kind = event.kind or ("email" if by_mail else "voicemail")
                yield Earlier(at - event.ago, kind, event.from_, event.authenticated)

    def _wrote(self, events: Sequence[EventShape], at: datetime) -> Iterator[Wrote]:
        for event in events:
            for address in (event.to or ()) if self._mine(event) else ():
                yield Wrote(at - event.ago, Address(address=address))


def _moment(at: date | datetime | None, account: Account) -> datetime:
    if isinstance(at, datetime):
        return (at if at.tzinfo else at.replace(tzinfo=account.timezone)).astimezone(UTC)
    noon = datetime.combine(at or SOME_DAY, time(12), tzinfo=account.timezone)
    return noon.astimezone(UTC)


def _expected(shape: ExpectShape) -> dict[str, Expected]:
    """Only what is named, in the order in which it is written."""
    return {
        _ALIASES.get(key, key): _in_order(getattr(shape, key))
        for key in type(shape).model_fields
        if key in shape.model_fields_set
    }


def _in_order(value: Any) -> Expected:
    match value:
        case tuple():
            return tuple(sorted(value))
        case CloseWith(decline=template):
            return with_decline(template)
        case True:
            return "true"
        case None | False:
            return None
        case _:
            return str(value)
