"""The tests that the user's rules bring along, and the account that each one stands before."""

from contextlib import suppress
from typing import TYPE_CHECKING

from screener.bootstrap.ownership import own, shown_name
from screener.bootstrap.policies import policy, reply_limits
from screener.config.complaint import Complaint
from screener.config.tests.files import files_of_tests
from screener.domain.record.decision import Mode
from screener.domain.settings.settings import Account, Settings
from screener.errors import InvalidConfiguration

if TYPE_CHECKING:
    from screener.application.insight.testing.trying import Recipient
    from screener.config.tests.read import RuleTests
    from screener.domain.rules.rule_test import Verdict
    from screener.domain.rules.rulebook import Rulebook


def failing_tests(settings: Settings, rulebook: "Rulebook") -> list[Complaint]:
    """What is wrong with the rules' own tests, or comes out otherwise than they expect."""
    if next(files_of_tests(settings.rules), None) is None:
        return []
    from screener.config.tests.read import failures

    verdicts, found = tried_tests(settings, rulebook)
    return [*found.complaints, *failures(verdicts, found.files)]


def tried_tests(settings: Settings, rulebook: "Rulebook") -> tuple[list["Verdict"], "RuleTests"]:
    """How every test of the rules ends, and what was read of them.

    A test is about rules, and not about who is closed today: one that holds without the lines of
    `doors.yaml` holds. Or closing somebody who stands in an example would make the rules broken,
    and the closing with them.
    """
    from screener.application.insight.testing.trying import try_all
    from screener.config.tests.read import read_tests

    found = read_tests(settings.rules, rulebook=rulebook, accounts=settings.accounts)
    recipients = {one.name: _recipient(settings, one) for one in settings.accounts}
    verdicts = try_all(found.tests, rulebook, recipients)
    failed = [one.test for one in verdicts if not one.passed]
    without = _without_doors(settings) if failed else None
    if without is not None:
        again = {one.test.name: one for one in try_all(failed, without, recipients) if one.passed}
        verdicts = [again.get(one.test.name, one) for one in verdicts]
    return verdicts, found


def _without_doors(settings: Settings) -> "Rulebook | None":
    """The rules as they were without `doors.yaml`; None if they need a line of it."""
    from screener.config.rulebook.compiling import compile_rules
    from screener.config.rulebook.sources import Gathered, gather

    sources = gather(settings.rules, settings.doors).sources
    bare = sources.with_file(shown_name(settings), None)
    if bare == sources:
        return None
    with suppress(InvalidConfiguration):
        return compile_rules(Gathered(bare, []), own(settings)).rulebook
    return None


def _recipient(settings: Settings, account: Account) -> "Recipient":
    """The account as a test meets it: acting, and able to send."""
    from screener.application.insight.testing.trying import Recipient
    from screener.normalize.mail import Reading

    limits = reply_limits(settings, account)._replace(can_send=True)
    acting = policy(settings, account)._replace(mode=Mode.ENFORCE)
    reading = Reading(trusted_authserv=frozenset(map(str.lower, account.trusted_authserv)))
    return Recipient(policy=acting, limits=limits, reading=reading)
