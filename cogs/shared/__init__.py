"""Parts that several cogs share: rights, autocomplete, forms, lists, pages and channel options."""
