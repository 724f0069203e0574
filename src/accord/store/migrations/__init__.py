"""The history of the schema, run by ``accord.store.migrate`` when a library is opened."""
