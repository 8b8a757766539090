"""Use cases: poll, match, deliver, and what commands ask for. Knows ports only, never Discord."""
