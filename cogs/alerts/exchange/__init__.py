"""Subscriptions as a file: export, import and its Undo."""
