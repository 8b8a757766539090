"""Use cases: poll, match, deliver, and those of commands. They know ports only, never Discord."""
