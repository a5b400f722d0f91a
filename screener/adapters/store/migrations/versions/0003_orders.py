"""Commands that came by mail; each code is used up once."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "orders",
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text),
        sa.Column("code", sa.Text),
        sa.Column("outcome", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("settled", sa.BigInteger),
        sa.PrimaryKeyConstraint("decision", name="pk_orders"),
        sa.UniqueConstraint("code", name="uq_orders_code"),
    )
    op.create_index("ix_orders_account_settled", "orders", ["account", "settled"])
