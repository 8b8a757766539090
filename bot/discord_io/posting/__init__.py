"""Posting alerts and plain messages, and finding what was posted. Begin with `notifier`."""
