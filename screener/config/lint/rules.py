"""What is allowed in rules and hardly meant: every finding is a warning.

These are functions of the rules alone, so they cost no more than reading them.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from screener.config.complaint import Complaint
from screener.config.lint.shadows import lint_shadows
from screener.config.yaml.lines import Lines
from screener.domain.people.handle import Handle, Kind
from screener.domain.place import Place
from screener.domain.record.decision import Door
from screener.domain.record.effect import Do
from screener.domain.rules.rulebook import Rule, Rulebook

FREEMAIL = frozenset({
    "163.com", "aol.com", "fastmail.com", "gmail.com", "gmx.com", "gmx.de", "gmx.net",
    "googlemail.com", "hotmail.com", "icloud.com", "live.com", "mac.com", "mail.com", "mail.ru",
    "me.com", "msn.com", "orange.fr", "outlook.com", "proton.me", "protonmail.com", "qq.com",
    "web.de", "yahoo.co.uk", "yahoo.com", "yandex.com", "yandex.ru",
})  # fmt: skip
"""Domains at which anybody may have an address."""


def lint(rulebook: Rulebook, *, closed_file: str, today: date) -> Iterator[Complaint]:
    """Every finding; `closed_file` is where closed doors' mail goes, `today` the user's day."""
    yield from lint_shadows(rulebook.rules)
    for rule in rulebook.rules:
        if rule.until is not None and rule.until <= today:
            yield _expired(rule.place, f"the rule `{rule.name}`", rule.until)
        yield from _among_the_closed(rule, closed_file)
    for contact in rulebook.directory.contacts:
        if contact.place is None or contact.door is Door.OPEN:
            continue
        if contact.until is not None and contact.until <= today:
            yield _expired(contact.place, f"the line of `{contact.line}`", contact.until)
        for handle in contact.handles:
            if handle.kind is not Kind.ADDRESS:  # nearly all are
                yield from _too_many(handle, contact.door, contact.place)


def quoted(complaints: Iterable[Complaint], files: Mapping[str, str]) -> list[Complaint]:
    """The complaints with the line that each speaks of, out of the files by their shown names."""
    lines = {name: Lines(text, shown_as=name) for name, text in files.items()}
    return [
        each.model_copy(update={"quoted": lines[each.place.file].shown(each.place.line)})
        if each.place.file in lines
        else each
        for each in complaints
    ]


def _expired(place: Place, what: str, until: date) -> Complaint:
    text = f"{what} has ended on {until.isoformat()} and does nothing"
    return _warning(place, text, advice="take it out, or give it another `until`")


def _among_the_closed(rule: Rule, closed_file: str) -> Iterator[Complaint]:
    for action in rule.then:
        if action.do is Do.FILE and action.value == closed_file and not rule.speaks_of_closed:
            text = f"`{rule.name}` files mail of open doors among that of closed ones"
            yield _warning(rule.place, text, advice="choose another folder, or close the door")


def _too_many(handle: Handle, door: Door, place: Place) -> Iterator[Complaint]:
    whom = _whom(handle)
    if handle.kind is Kind.ANONYMOUS and door is Door.CLOSED:
        text = "this closes the door of everybody who withholds the number"
        yield _warning(place, text, advice="hospitals and the police call like that")
    elif whom and door is Door.CLOSED:
        text = f"this closes the door of everybody who has an address at {whom}"
        yield _warning(place, text, advice="write the whole address of one person")
    elif whom:
        text = f"this lets in everybody who has an address at {whom}"
        yield _warning(place, text, advice="write the whole address of one person")


def _whom(handle: Handle) -> str:
    whole = handle.kind in (Kind.DOMAIN, Kind.SUBDOMAIN) and handle.key in FREEMAIL
    return handle.key if whole else ""


def _warning(place: Place, text: str, *, advice: str) -> Complaint:
    return Complaint(place=place, text=text, advice=advice, level="warning")
