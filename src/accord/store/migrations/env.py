"""What Alembic runs for every migration: on the connection, and in the transaction, that it is given."""

from alembic import context

from accord.store.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
