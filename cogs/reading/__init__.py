"""What people do where they read: `buttons` show it, the other files answer, or `cogs/alerts/offers.py`."""
