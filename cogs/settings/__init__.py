"""`/alerts settings`: `panel` draws the panel, `actions` handles its buttons and forms."""
