"""What came and what is done about it: messages, decisions, effects, letters, commands by mail."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from screener.adapters.store.tables.kinds import Instant, metadata

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
    Index(None, "received", "uid", "id"),
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
