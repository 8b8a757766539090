"""Parts that several cogs need: rights, choices while typing, forms, lines of lists, pages, where alerts go."""
