"""The tables, as SQLAlchemy sees them; migrations/ makes them.

Names of columns are those of the domain where the domain has one. Constraints and indexes are
named by one convention, so that a migration can speak of them on every database. Partial indexes
stand here as SQLite has them: to say it for PostgreSQL would load its dialect at every start.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as whole microseconds since 1970 in UTC.

    An integer is exact, sorts and compares alike on every database, and is small in an index; a
    datetime column is text on SQLite, and on PostgreSQL comes back in the zone of the session.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy names the argument
        """Microseconds since 1970."""
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy names the argument
        """An aware datetime in UTC."""
        return None if value is None else instant(value)


def microseconds(at: datetime) -> int:
    """Whole microseconds since 1970 in UTC; ValueError for a naive datetime."""
    if at.tzinfo is None:
        raise ValueError(f"{at!r} has no time zone")
    return (at - _EPOCH) // _MICROSECOND


def instant(value: int) -> datetime:
    """The aware datetime in UTC for whole microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

bookmarks = Table(
    "bookmarks",
    metadata,
    Column("account", Text, primary_key=True),
    Column("folder", Text, primary_key=True),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("last_uid", BigInteger, nullable=False),
    Column("first_uid", BigInteger, nullable=False),
    Column("since", Instant, nullable=False),
    Column("watermark", Instant, nullable=False),
    Column("highest_modseq", BigInteger),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("account", Text, nullable=False),
    Column("folder", Text, nullable=False),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("identity", Text, nullable=False),
    Column("message_id", Text),
    Column("kind", Text, nullable=False),
    Column("received", Instant, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("decided", Instant, nullable=False),
    Column("mode", Text, nullable=False),
    Column("from_handle", Text),
    Column("from_name", Text),
    Column("handle", Text),
    Column("authenticated", Boolean, nullable=False),
    Column("contact", Text),
    Column("door", Text, nullable=False),
    Column("line", Text),
    Column("subject", Text),
    Column("rule", Text),
    Column("continued", Text, nullable=False),
    Column("destination", Text),
    Column("preserved", Text),
    Column("knock", Boolean, nullable=False),
    Column("round", Text, nullable=False),
    Column("reason", Text),
    Column("event", Text, nullable=False),
    Index(None, "account", "identity"),
    Index(None, "account", "round"),
    Index(None, "account", "decided"),
    Index(None, "received", "id"),
    Index(None, "contact", "received"),
    Index(None, "handle", "received"),
    Index(None, "rule", "received"),
    Index(None, "message_id"),
)
# An index over the knocks only: most decisions are none.
Index(
    None,
    decisions.c.line,
    decisions.c.received,
    sqlite_where=decisions.c.knock,
)

effects = Table(
    "effects",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("decision", Text, ForeignKey("decisions.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("account", Text, nullable=False),
    Column("do", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("reason", Text),
    Column("brake", Text),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("started_at", Instant),
    Column("settled_at", Instant),
    Column("landed_folder", Text),
    Column("landed_uidvalidity", BigInteger),
    Column("landed_uid", BigInteger),
    Index(None, "decision", "position", unique=True),
    Index(None, "account", "status", "next_at"),
)

troubles = Table(
    "troubles",
    metadata,
    Column("account", Text, primary_key=True),
    Column("folder", Text, primary_key=True),
    Column("uidvalidity", BigInteger, primary_key=True),
    Column("uid", BigInteger, primary_key=True),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("retry_at", Instant),
)

letters = Table(
    "letters",
    metadata,
    Column("key", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("contact", Text),
    Column("decision", Text),
    Column("template", Text),
    Column("message_id", Text, nullable=False),
    Column("letter", Text, nullable=False),
    Column("created", Instant, nullable=False),
    Column("due", Instant, nullable=False),
    Column("as_draft", Boolean, nullable=False),
    Column("stage", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reason", Text),
    Column("settled_at", Instant),
    Index(None, "account", "stage", "due"),
    Index(None, "contact", "template"),
    Index(None, "decision"),
)

heard = Table(
    "heard",
    metadata,
    Column("handle", Text, primary_key=True),
    Column("first", Instant, nullable=False),
    Column("last", Instant, nullable=False),
)

wrote = Table(
    "wrote",
    metadata,
    Column("handle", Text, primary_key=True),
    Column("at", Instant, primary_key=True),
)

closings = Table(
    "closings",
    metadata,
    Column("line", Text, primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("handles", Text, nullable=False),
    Column("until", Text),
    Column("sweep", Instant),
    Column("ended", Instant),
)

sweeps = Table(
    "sweeps",
    metadata,
    Column("account", Text, primary_key=True),
    Column("occasion", Instant, primary_key=True),
    Column("folder", Text),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("last_uid", BigInteger, nullable=False),
    Column("folders_done", Integer, nullable=False),
    Column("folders", Integer, nullable=False),
    Column("kept", Integer, nullable=False),
    Column("filed", Integer, nullable=False),
    Column("finished", Instant),
    Column("refused", Text),
    Column("tries", Integer),
    Column("again", Instant),
)

questions = Table(
    "questions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("kind", Text, nullable=False),
    Column("contact", Text),
    Column("decision", Text),
    Column("text", Text, nullable=False),
    Column("settled", Instant),
    Index(None, "settled", "at"),
)

requests = Table(
    "requests",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("door", Text, nullable=False),
    Column("said", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("until", Text),
    Column("sweep", Boolean, nullable=False),
    Column("decline", Text),
)

undoings = Table(
    "undoings",
    metadata,
    Column("decision", Text, ForeignKey("decisions.id"), primary_key=True),
    Column("account", Text, nullable=False),
    Column("asked", Instant, nullable=False),
    Column("outcome", Text),
    Column("reason", Text),
    Index(None, "account", "outcome"),
)

orders = Table(
    "orders",
    metadata,
    Column("decision", Text, primary_key=True),
    Column("account", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("said", Text, nullable=False),
    Column("message_id", Text),
    Column("code", Text, unique=True),
    Column("outcome", Text),
    Column("reason", Text),
    Column("settled", Instant),
    Index(None, "account", "settled"),
)

marks = Table(
    "marks",
    metadata,
    Column("sign", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("line", Text, primary_key=True),
)

stays = Table(
    "stays",
    metadata,
    Column("contact", Text, primary_key=True),
    Column("gate", Text, primary_key=True),
    Column("since", Instant, primary_key=True),
    Column("account", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("latest", Text, nullable=False),
    Column("step", Integer, nullable=False),
    Column("asked", Instant),
    Column("letter", Text),
    Column("deadline", Instant),
    Column("early", Boolean, nullable=False),
    Column("passed", Instant),
    Column("ended", Instant),
    Column("outcome", Text),
    Column("reason", Text),
    Column("wish", Text),
    Index(None, "account", "ended"),
    Index(None, "gate", "passed"),
)

stay_messages = Table(
    "stay_messages",
    metadata,
    Column("decision", Text, primary_key=True),
    Column("contact", Text, nullable=False),
    Column("gate", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("account", Text, nullable=False),
    Column("carried", Text),
    Index(None, "contact", "gate", "since"),
)

outages = Table(
    "outages",
    metadata,
    Column("account", Text, primary_key=True),
    Column("since", Instant, primary_key=True),
    Column("until", Instant),
    Column("why", Text, nullable=False),
    Column("told", Boolean, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("account", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("expires", Instant, nullable=False),
)

settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

ledger = Table(
    "ledger",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("act", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("account", Text),
    Column("contact", Text),
    Column("decision", Text),
    Column("sha256", Text),
    Column("detail", Text, nullable=False),
    Column("salt", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
# Most deeds put nothing into the archive, and few are notes.
Index(
    None,
    ledger.c.sha256,
    ledger.c.number,
    sqlite_where=ledger.c.sha256.is_not(None),
)
Index(
    "ix_ledger_noted",
    ledger.c.number,
    sqlite_where=ledger.c.act == "noted",
)
