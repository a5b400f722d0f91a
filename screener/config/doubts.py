"""Everything that is allowed and hardly meant, about rules that can be used."""

from collections.abc import Mapping
from datetime import date

from screener.config.complaint import Complaint
from screener.config.lint import lint, quoted
from screener.config.lint_reach import lint_reach
from screener.config.lint_sending import lint_sending
from screener.domain.rulebook import Rulebook
from screener.domain.settings import Settings


def doubts_about(
    rulebook: Rulebook, settings: Settings, files: Mapping[str, str], *, today: date
) -> list[Complaint]:
    """Every warning, each with its line out of the files; `today` is the user's day."""
    found = [
        *lint(rulebook, closed_file=settings.closed_door.file, today=today),
        *lint_reach(rulebook, settings),
        *lint_sending(rulebook, settings),
    ]
    return quoted(found, files)
