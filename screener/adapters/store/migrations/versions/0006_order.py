"""The log in the order of receipt, within one second too."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_decisions_received_id", "decisions")
    op.create_index("ix_decisions_received_uid_id", "decisions", ["received", "uid", "id"])
