"""`/papers search`."""
