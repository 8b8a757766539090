"""Make other queries of a query: `parts` changes its words, `rewrite` makes it looser or stricter."""
