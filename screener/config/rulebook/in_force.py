"""The rules in force: the newest that are good, across edits and restarts.

Broken rules never replace good ones. The good ones are kept, word for word, in the state directory;
so a restart beside broken files goes on with what was in force before. Only what `doors.yaml` says
is in force as it is now: who closes a door is not to wait until a comma in a rule is put right.
"""

import time
from collections.abc import Callable, Collection
from pathlib import Path
from threading import Lock

import structlog

from screener.config.atomic import write_atomically
from screener.config.complaint import Complaint, refuse_errors
from screener.config.rulebook.compiling import Compiled, Own, compile_rules
from screener.config.rulebook.sources import Gathered, RuleSources, Stamp, gather, shown, stamps
from screener.domain.rules.rulebook import Rulebook
from screener.errors import InvalidConfiguration

log = structlog.get_logger()

LAST_GOOD = "last-good-rules.json"

SETTLED = 0.25
"""Seconds for which nobody wrote to a file that is taken to be saved."""

LOOKS = 8
"""After so many, files that never settle are read as they are."""


def nothing_to_prove(_: Rulebook) -> Collection[Complaint]:
    """Rules without tests are as good as they read."""
    return ()


class RulesInForce:
    """Looks at the files whenever it is asked; any thread may ask."""

    def __init__(
        self,
        *,
        rules: Path,
        doors: Path,
        own: Own,
        state: Path,
        proof: Callable[[Rulebook], Collection[Complaint]] = nothing_to_prove,
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        """`proof` says what is wrong with rules that can be read: tests of theirs that fail."""
        self._rules = rules
        self._proof = proof
        self._doors = doors
        self._own = own
        self._wait = wait
        self._kept = state / LAST_GOOD
        self._lock = Lock()
        self._stamps: frozenset[Stamp] | None = None
        self._compiled: Compiled | None = None
        self.broken: str | None = None
        """What is wrong with the files as they are now, None if they are in force."""

    def current(self) -> Rulebook:
        """The rules in force, read anew if a file changed.

        Raises InvalidConfiguration only where there never were good rules.
        """
        with self._lock:
            found = stamps(self._rules, self._doors)
            if found != self._stamps:
                if self._stamps is not None:
                    found = self._settled(found)
                self._read_anew()
                # Stamps from before reading: a file saved meanwhile is read once more.
                self._stamps = found
            assert self._compiled is not None  # noqa: S101  _read_anew raises otherwise
            return self._compiled.rulebook

    def _settled(self, found: frozenset[Stamp]) -> frozenset[Stamp]:
        """The stamps once nobody writes: many an editor empties a file before it fills it."""
        for _ in range(LOOKS):
            self._wait(SETTLED)
            before, found = found, stamps(self._rules, self._doors)
            if before == found:
                break
        return found

    @property
    def warnings(self) -> list[Complaint]:
        """What is doubtful about the rules in force."""
        return self._compiled.warnings if self._compiled else []

    def _read_anew(self) -> None:
        gathered = gather(self._rules, self._doors)
        try:
            compiled = compile_rules(gathered, self._own)
            refuse_errors(self._proof(compiled.rulebook))
        except InvalidConfiguration as error:
            self.broken = str(error)
            good = self._with_present_doors(gathered.sources) or self._compiled or self._last_good()
            if good is None:
                raise
            self._compiled = good
            # The findings quote lines with addresses in them: the log says only where.
            first = self.broken.partition(": ")[0]
            advice = "`screener check` shows all of it"
            log.error("rules_broken_last_good_kept", first=first, advice=advice)  # noqa: TRY400
            return
        if self.broken:
            log.info("rules_good_again")
        self.broken, self._compiled = None, compiled
        write_atomically(self._kept, gathered.sources.dump())
        log.info("rules_read", rules=len(self._compiled.rulebook.rules))

    def _with_present_doors(self, present: RuleSources) -> Compiled | None:
        """The last good rules with the doors as they are now; None if that is not good either."""
        doors = shown(self._doors, self._rules)
        if doors not in present.files:
            return None  # it is gone or cannot be read, which is no reason to open any door
        try:
            kept = kept_sources(self._kept)
            return compile_rules(
                Gathered(kept.with_file(doors, present.files[doors]), []), self._own
            )
        except (OSError, ValueError, InvalidConfiguration):
            return None

    def _last_good(self) -> Compiled | None:
        return last_good(self._kept.parent, self._own)


def last_good(state: Path, own: Own, *, unless: RuleSources | None = None) -> Compiled | None:
    """The rules that were the last to be in force, None if there never were any.

    None, too, if they are those of `unless`, word for word.
    """
    try:
        kept = kept_sources(state / LAST_GOOD)
        return None if kept == unless else compile_rules(Gathered(kept, []), own)
    except (OSError, ValueError, InvalidConfiguration):
        return None


def kept_sources(file: Path) -> RuleSources:
    """The last good rules as they were written. Raises OSError, ValueError."""
    return RuleSources.load(file.read_text("utf-8"))
