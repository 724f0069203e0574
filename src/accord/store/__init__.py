"""Engine, tables and migrations of the library's database."""
