"""The steps of the schema, one file each, never changed once released; Alembic runs them."""
