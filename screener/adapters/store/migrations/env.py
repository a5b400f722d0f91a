"""What Alembic runs: all revisions in the one transaction that schema.py has begun."""

from alembic import context

from screener.adapters.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite undoes changes of the schema too; Alembic thinks it does not.
    transactional_ddl=True,
)
context.run_migrations()
