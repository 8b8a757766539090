"""Rights at every command, button, menu and form."""
