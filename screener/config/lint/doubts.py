"""Everything that is allowed and hardly meant, about rules that can be used."""

from collections.abc import Mapping
from datetime import date

from screener.config.complaint import Complaint, Findings
from screener.config.lint.folders import NOBODY_LOOKED, Seen, lint_folders
from screener.config.lint.reach import lint_reach
from screener.config.lint.rules import lint, quoted
from screener.config.lint.sending import lint_sending
from screener.domain.rules.rulebook import Rulebook
from screener.domain.settings.settings import Settings


def doubts_about(
    rulebook: Rulebook,
    settings: Settings,
    files: Mapping[str, str],
    *,
    today: date,
    seen: Seen = NOBODY_LOOKED,
) -> list[Complaint]:
    """Every warning, each with its line out of the files.

    `today` is the user's day, `seen` what was last seen on the servers.
    """
    found = Findings()
    found += lint(rulebook, closed_file=settings.closed_door.file, today=today)
    found += lint_reach(rulebook, settings)
    found += lint_sending(rulebook, settings)
    found += lint_folders(rulebook, settings, files, seen)
    return quoted(found, files)
