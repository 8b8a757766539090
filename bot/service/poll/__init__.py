"""From a source's lists to alerts: read, matched with every subscription, and stored in one transaction.

Read `poller` first; `list_days` says which lists it reads, `ingest` stores them, with `matcher` for the matches
and `due_alerts` for the alerts that these make. `source_health` is how a source does.
"""
