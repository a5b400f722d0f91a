"""What the doctor finds on the machine: files, disk, database, rules, the service."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime

from screener.application.doctor.finding import Finding, fail, failed, ok, warn
from screener.application.gates.forsaken import TO_END, forsaken
from screener.application.pausing import is_paused
from screener.domain.record.decision import Mode
from screener.domain.rules.rulebook import Rulebook
from screener.errors import DiskTrouble, ScreenerError
from screener.ports.inspection import StateDirectory
from screener.ports.store import Store

LITTLE = 500 * 1000 * 1000
"""Octets; with less than that the next big attachment may not fit into the archive."""

OTHERS = 0o077
"""Permission bits of everybody but the owner."""


def examine_mode(mode: Mode) -> Iterator[Finding]:
    """Whether anything is done at all."""
    if mode is Mode.ENFORCE:
        yield ok("mode", "enforce", "what the rules say is done")
        return
    yield ok(
        "mode",
        "observe",
        "nothing is moved or marked; what would be done is written down",
        "look at `screener log`; when you agree with it, write `mode: enforce`",
    )


def examine_rules(
    current: Callable[[], Rulebook],
    broken: Callable[[], str | None],
    warnings: Callable[[], int],
) -> Iterator[Finding]:
    """The rules in force, and what is wrong with the files."""
    try:
        rulebook = current()
    except DiskTrouble as error:
        yield failed("rules", error, "the rules in force could not be kept for the next start")
        return
    except ScreenerError as error:
        yield failed("rules", error, "there are no rules to go by, and none that once were good")
        return
    rules, contacts = len(rulebook.rules), len(rulebook.directory.contacts)
    told = f"{rules} rule{_s(rules)}, {contacts} contact{_s(contacts)}"
    if faults := broken():
        yield warn(
            "rules",
            f"the files have faults; in force are the last good ones: {told}",
            "changes since then do not count",
            f"correct this, then run `screener check`:\n{faults}",
        )
    elif warnings():
        yield warn(
            "rules", f"{told}; something in the files is doubtful", "", "run `screener check`"
        )
    else:
        yield ok("rules", told)


def _s(number: int) -> str:
    return "" if number == 1 else "s"


def examine_state(state: StateDirectory) -> Iterator[Finding]:
    """The state directory: whose it is, who else can look into it, how much room there is."""
    where = state.path
    if not state.writable:
        yield fail(
            "state",
            f"{where} cannot be written",
            "nothing can be remembered, so nothing is screened",
            f"make {where} writable for this user, or name another directory under `state`",
        )
    elif not state.exists:
        yield ok("state", f"{where} is not there yet", "it is made when it is first needed")
    elif state.mode & OTHERS:
        yield warn(
            "state",
            f"others can get into {where}",
            "they could read the mail that is kept there",
            f"run `chmod 700 {where}`",
        )
    elif not state.ours:
        yield warn(
            "state",
            f"{where} belongs to another user",
            "what you make there the daemon may not be able to open, and the other way round",
            "run commands as the user that the daemon runs as",
        )
    else:
        yield ok("state", f"{where} is yours alone")
    yield _room(state.free)


def _room(free: int) -> Finding:
    told = f"{free / 1e9:.1f} GB free"
    if free < LITTLE:
        return warn(
            "disk",
            told,
            "what is to be kept as evidence may not fit, and is then not filed either",
            "make room on the disk of the state directory",
        )
    return ok("disk", told)


def examine_database(
    opened: Callable[[], AbstractContextManager[Store]],
    *,
    there: bool,
    accounts: Collection[str],
    now: datetime,
) -> Iterator[Finding]:
    """Whether the database opens, whether it says to pause, and who is stuck in a gate since their
    account is not among `accounts` any more; a new one is not made.
    """
    if not there:
        yield ok("database", "there is none yet", "it is made by the first `once` or `run`")
        return
    try:
        with opened() as store:
            paused = is_paused(store, now=now)
            stuck = {account: len(stays) for account, stays in forsaken(store, accounts)}
    except ScreenerError as error:
        yield failed("database", error, "nothing can be remembered, so nothing is screened")
        return
    yield ok("database", "it opens")
    if paused:
        yield warn("pause", "paused", "what is decided waits", "run `screener resume`")
    for account, number in stuck.items():
        yield warn(
            "gates",
            f"{number} in gates came in by `{account}`, which is not in the configuration any more",
            "no deadline of theirs passes, and what they write elsewhere is put away by their gate",
            f"see `screener gates`; {TO_END}",
        )


def examine_service(units: Mapping[str, str]) -> Iterator[Finding]:
    """What systemd says of our unit; `units` are its states for the system and for the user."""
    if not units:
        yield ok("service", "systemd knows of no unit here", "start it as you like: `screener run`")
    for whose, state in units.items():
        told = f"the {whose} unit is {state}"
        if state == "failed":
            user = "--user " if whose == "user" else ""
            yield warn(
                "service", told, "the daemon does not run", f"see `journalctl {user}-u screener`"
            )
        elif state in ("active", "activating", "reloading"):
            yield ok("service", told)
        elif "active" not in units.values():
            yield ok("service", told, "the daemon is not run by it")
