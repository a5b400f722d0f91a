"""The first schema: bookmarks, decisions, the outbox, troubles, leases and settings."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bookmarks",
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("uidvalidity", sa.BigInteger, nullable=False),
        sa.Column("last_uid", sa.BigInteger, nullable=False),
        sa.Column("first_uid", sa.BigInteger, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("watermark", sa.BigInteger, nullable=False),
        sa.Column("highest_modseq", sa.BigInteger),
        sa.PrimaryKeyConstraint("account", "folder", name="pk_bookmarks"),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("uidvalidity", sa.BigInteger, nullable=False),
        sa.Column("uid", sa.BigInteger, nullable=False),
        sa.Column("identity", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("received", sa.BigInteger, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("decided", sa.BigInteger, nullable=False),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("from_handle", sa.Text),
        sa.Column("from_name", sa.Text),
        sa.Column("handle", sa.Text),
        sa.Column("authenticated", sa.Boolean, nullable=False),
        sa.Column("contact", sa.Text),
        sa.Column("door", sa.Text, nullable=False),
        sa.Column("line", sa.Text),
        sa.Column("subject", sa.Text),
        sa.Column("rule", sa.Text),
        sa.Column("continued", sa.Text, nullable=False),
        sa.Column("destination", sa.Text),
        sa.Column("preserved", sa.Text),
        sa.Column("knock", sa.Boolean, nullable=False),
        sa.Column("round", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("event", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
    )
    op.create_index("ix_decisions_account_identity", "decisions", ["account", "identity"])
    op.create_index("ix_decisions_account_round", "decisions", ["account", "round"])
    op.create_index("ix_decisions_received_id", "decisions", ["received", "id"])
    op.create_index("ix_decisions_contact_received", "decisions", ["contact", "received"])
    op.create_index("ix_decisions_handle_received", "decisions", ["handle", "received"])
    op.create_index("ix_decisions_rule_received", "decisions", ["rule", "received"])
    op.create_index("ix_decisions_message_id", "decisions", ["message_id"])
    op.create_index(
        "ix_decisions_line_received",
        "decisions",
        ["line", "received"],
        sqlite_where=sa.column("knock", sa.Boolean),
        postgresql_where=sa.column("knock", sa.Boolean),
    )
    op.create_table(
        "effects",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("do", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("brake", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.BigInteger, nullable=False),
        sa.Column("started_at", sa.BigInteger),
        sa.Column("settled_at", sa.BigInteger),
        sa.Column("landed_folder", sa.Text),
        sa.Column("landed_uidvalidity", sa.BigInteger),
        sa.Column("landed_uid", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_effects"),
        sa.ForeignKeyConstraint(
            ["decision"], ["decisions.id"], name="fk_effects_decision_decisions"
        ),
    )
    op.create_index(
        "ix_effects_decision_position", "effects", ["decision", "position"], unique=True
    )
    op.create_index(
        "ix_effects_account_status_next_at", "effects", ["account", "status", "next_at"]
    )
    op.create_table(
        "troubles",
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("uidvalidity", sa.BigInteger, nullable=False),
        sa.Column("uid", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("retry_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("account", "folder", "uidvalidity", "uid", name="pk_troubles"),
    )
    op.create_table(
        "letters",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("contact", sa.Text),
        sa.Column("decision", sa.Text),
        sa.Column("template", sa.Text),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("letter", sa.Text, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("as_draft", sa.Boolean, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("settled_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("key", name="pk_letters"),
    )
    op.create_index("ix_letters_account_stage_due", "letters", ["account", "stage", "due"])
    op.create_index("ix_letters_contact_template", "letters", ["contact", "template"])
    op.create_index("ix_letters_decision", "letters", ["decision"])
    op.create_table(
        "heard",
        sa.Column("handle", sa.Text, nullable=False),
        sa.Column("first", sa.BigInteger, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("handle", name="pk_heard"),
    )
    op.create_table(
        "wrote",
        sa.Column("handle", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("handle", "at", name="pk_wrote"),
    )
    op.create_table(
        "closings",
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("handles", sa.Text, nullable=False),
        sa.Column("until", sa.Text),
        sa.Column("sweep", sa.BigInteger),
        sa.Column("ended", sa.BigInteger),
        sa.PrimaryKeyConstraint("line", "at", name="pk_closings"),
    )
    op.create_table(
        "sweeps",
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("occasion", sa.BigInteger, nullable=False),
        sa.Column("folder", sa.Text),
        sa.Column("uidvalidity", sa.BigInteger, nullable=False),
        sa.Column("last_uid", sa.BigInteger, nullable=False),
        sa.Column("folders_done", sa.Integer, nullable=False),
        sa.Column("folders", sa.Integer, nullable=False),
        sa.Column("kept", sa.Integer, nullable=False),
        sa.Column("filed", sa.Integer, nullable=False),
        sa.Column("finished", sa.BigInteger),
        sa.PrimaryKeyConstraint("account", "occasion", name="pk_sweeps"),
    )
    op.create_table(
        "questions",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("contact", sa.Text),
        sa.Column("decision", sa.Text),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("settled", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_questions"),
    )
    op.create_index("ix_questions_settled_at", "questions", ["settled", "at"])
    op.create_table(
        "requests",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("door", sa.Text, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("via", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("until", sa.Text),
        sa.Column("sweep", sa.Boolean, nullable=False),
        sa.Column("decline", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_requests"),
    )
    op.create_table(
        "undoings",
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("asked", sa.BigInteger, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("reason", sa.Text),
        sa.PrimaryKeyConstraint("decision", name="pk_undoings"),
        sa.ForeignKeyConstraint(
            ["decision"], ["decisions.id"], name="fk_undoings_decision_decisions"
        ),
    )
    op.create_index("ix_undoings_account_outcome", "undoings", ["account", "outcome"])
    op.create_table(
        "marks",
        sa.Column("sign", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("sign", "value", "line", name="pk_marks"),
    )
    op.create_table(
        "stays",
        sa.Column("contact", sa.Text, nullable=False),
        sa.Column("gate", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("latest", sa.Text, nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("asked", sa.BigInteger),
        sa.Column("letter", sa.Text),
        sa.Column("deadline", sa.BigInteger),
        sa.Column("early", sa.Boolean, nullable=False),
        sa.Column("passed", sa.BigInteger),
        sa.Column("ended", sa.BigInteger),
        sa.Column("outcome", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("wish", sa.Text),
        sa.PrimaryKeyConstraint("contact", "gate", "since", name="pk_stays"),
    )
    op.create_index("ix_stays_account_ended", "stays", ["account", "ended"])
    op.create_index("ix_stays_gate_passed", "stays", ["gate", "passed"])
    op.create_table(
        "stay_messages",
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("contact", sa.Text, nullable=False),
        sa.Column("gate", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("carried", sa.Text),
        sa.PrimaryKeyConstraint("decision", name="pk_stay_messages"),
    )
    op.create_index(
        "ix_stay_messages_contact_gate_since", "stay_messages", ["contact", "gate", "since"]
    )
    op.create_table(
        "leases",
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("expires", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_leases"),
    )
    op.create_table(
        "settings",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_settings"),
    )
