"""What Alembic runs to apply the steps, on the connection that `schema.upgrade` hands over."""

from alembic import context

from relance_sync.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
