"""`/papers` and `Look up papers`. Start with `cog`, which declares every command; the other files handle them."""
