"""Base classes of settings: `section` for any table and its kinds of value, `table` for a source."""
