"""Who wrote, whose door is closed, who stands in gates, and what the user is asked about them."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from screener.adapters.store.tables.kinds import Instant, metadata

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
