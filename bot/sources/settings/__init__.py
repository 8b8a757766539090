"""Base classes of settings: `section` for any TOML table, with kinds of value; `table` for a source's own."""
