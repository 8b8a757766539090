"""Buttons under papers: `buttons` builds them; the other files and `cogs.alerts.subscribe_buttons` handle them."""
