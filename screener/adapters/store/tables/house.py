"""What is about the program itself: its ledger, who holds a mailbox, when one was cut off."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Table, Text

from screener.adapters.store.tables.kinds import Instant, metadata

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
