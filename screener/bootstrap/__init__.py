"""The only place that chooses adapters: settings to a program that can run.

What is expensive to import is imported where it is used, so that `--help` and `check` are quick.
"""

from screener.bootstrap.configured import Configured, configure, other_rules_running
from screener.bootstrap.desks import desk, doorkeeper
from screener.bootstrap.glimpse import Glimpse, glimpsed
from screener.bootstrap.ownership import doors_file, own, shown_name
from screener.bootstrap.policies import answers, first_with_smtp, policy, reply_limits
from screener.bootstrap.process import (
    clock,
    settle_memory,
    spare_collector,
    start_logging,
    tell_of_outage,
    unit_states,
)
from screener.bootstrap.rule_tests import failing_tests, tried_tests
from screener.bootstrap.servers import connect, encryption, imap_server, post
from screener.bootstrap.signing import mark, mark_if_there, notary, notary_if_there, seal
from screener.bootstrap.state import (
    archive,
    folder_notes,
    has_database,
    mailbox_lock,
    opened_store,
    rehearsal,
    state_directory,
)

__all__ = [
    "Configured",
    "Glimpse",
    "answers",
    "archive",
    "clock",
    "configure",
    "connect",
    "desk",
    "doorkeeper",
    "doors_file",
    "encryption",
    "failing_tests",
    "first_with_smtp",
    "folder_notes",
    "glimpsed",
    "has_database",
    "imap_server",
    "mailbox_lock",
    "mark",
    "mark_if_there",
    "notary",
    "notary_if_there",
    "opened_store",
    "other_rules_running",
    "own",
    "policy",
    "post",
    "rehearsal",
    "reply_limits",
    "seal",
    "settle_memory",
    "shown_name",
    "spare_collector",
    "start_logging",
    "state_directory",
    "tell_of_outage",
    "tried_tests",
    "unit_states",
]
