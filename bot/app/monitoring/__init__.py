"""Monitoring for people and machines: /livez, /readyz, /metrics and `paperboy status`.

All but /livez read an `Overview`: the state of the application, or of a replica, at one moment. `metrics` counts
events as an Observer. `monitor` adds measurements at each scrape and serves the pages. `replica_status` asks
a running replica from another process. `logs` formats the log.
"""
