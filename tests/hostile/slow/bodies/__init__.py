"""Bodies as bad as may be, and for how long reading them lets nobody else have a turn."""
