"""Buttons under papers: `buttons` builds them, the other files and `cogs/alerts/offers.py` handle them."""
