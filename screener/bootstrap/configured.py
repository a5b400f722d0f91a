"""The configuration and the rules, as they are in force."""

import os
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from screener.bootstrap.ownership import own
from screener.bootstrap.rule_tests import failing_tests
from screener.config.complaint import Complaint
from screener.config.settings.load import load_settings
from screener.domain.settings.settings import Settings

if TYPE_CHECKING:
    from screener.config.rulebook.in_force import RulesInForce
    from screener.domain.rules.rulebook import Rulebook


class Configured:
    """The settings, what is doubtful about them, and the rules."""

    def __init__(self, settings: Settings, warnings: list[Complaint]) -> None:
        self.settings = settings
        self.warnings = warnings

    @cached_property
    def rules(self) -> "RulesInForce":
        """The rules in force; they are read when they are asked for."""
        from screener.config.rulebook.in_force import RulesInForce

        settings = self.settings
        return RulesInForce(
            rules=settings.rules,
            doors=settings.doors,
            own=own(settings),
            state=settings.state,
            proof=partial(failing_tests, settings),
        )


def configure(path: Path | None) -> Configured:
    """Read the configuration. Raises InvalidConfiguration."""
    settings, warnings = load_settings(path, environ=os.environ, cwd=Path.cwd(), home=Path.home())
    return Configured(settings, warnings)


def other_rules_running(settings: Settings) -> "Rulebook | None":
    """The rules that are in force until the next round, if the files say something else by now."""
    from screener.config.rulebook.in_force import last_good
    from screener.config.rulebook.sources import gather

    present = gather(settings.rules, settings.doors).sources
    found = last_good(settings.state, own(settings), unless=present)
    return found.rulebook if found else None
