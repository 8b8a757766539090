"""Programs for those who work on Paperboy; nothing here is shipped."""
