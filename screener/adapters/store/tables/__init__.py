"""The tables, as SQLAlchemy sees them; migrations/ makes them.

Names of columns are those of the domain where the domain has one. Constraints and indexes are
named by one convention, so that a migration can speak of them on every database. Partial indexes
stand here as SQLite has them: to say it for PostgreSQL would load its dialect at every start.
"""

from screener.adapters.store.tables.house import leases, ledger, outages, settings
from screener.adapters.store.tables.kinds import Instant, instant, metadata, microseconds
from screener.adapters.store.tables.mail import (
    bookmarks,
    decisions,
    effects,
    letters,
    orders,
    troubles,
    undoings,
)
from screener.adapters.store.tables.people import (
    closings,
    heard,
    marks,
    questions,
    requests,
    stay_messages,
    stays,
    sweeps,
    wrote,
)

__all__ = [
    "Instant",
    "bookmarks",
    "closings",
    "decisions",
    "effects",
    "heard",
    "instant",
    "leases",
    "ledger",
    "letters",
    "marks",
    "metadata",
    "microseconds",
    "orders",
    "outages",
    "questions",
    "requests",
    "settings",
    "stay_messages",
    "stays",
    "sweeps",
    "troubles",
    "undoings",
    "wrote",
]
