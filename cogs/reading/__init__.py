"""Buttons under papers: `buttons` show it, the other files answer, or `cogs/alerts/offers.py`."""
