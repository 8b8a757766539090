"""Buttons under papers: `buttons` makes them; the other files and `cogs.alerts.subscribe_buttons` answer them."""
