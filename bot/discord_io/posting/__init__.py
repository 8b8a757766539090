"""Posting alerts and notices, and finding them again in the history. Begin with `notifier`."""
