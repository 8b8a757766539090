"""Composition: the parts of Paperboy put together for `run`, `check` and `poll --dry-run`."""
