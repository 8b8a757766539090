"""`/papers` and `Look up papers`. Begin with `cog`, which declares every command; each other file answers some."""
