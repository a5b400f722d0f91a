"""Folders that the server would not show to a sweep, and when they are tried again."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sweeps", sa.Column("refused", sa.Text))
    op.add_column("sweeps", sa.Column("tries", sa.Integer))
    op.add_column("sweeps", sa.Column("again", sa.BigInteger))
