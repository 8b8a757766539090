"""Polling: fetch papers from a source, match them with all subscriptions, store papers and alerts together.

Read `poller` first. `list_days` decides which list days to fetch, `ingest` stores papers, `matcher` finds matching
subscriptions, and `due_alerts` makes alerts of the matches. `source_health` records failures of a source.
"""
