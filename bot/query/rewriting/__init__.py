"""Other queries in place of one: `parts` of it, words that stand side by side `phrased`, and what to `rewrite`."""
