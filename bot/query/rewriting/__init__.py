"""Make other queries from a query: `parts` changes its words, `rewrite` makes it looser or stricter."""
