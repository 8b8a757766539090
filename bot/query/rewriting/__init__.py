"""Other queries in place of one: `parts` of it, and what to `rewrite`."""
