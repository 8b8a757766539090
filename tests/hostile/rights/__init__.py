"""Who may do what, by whatever command, button, menu or form there is."""
