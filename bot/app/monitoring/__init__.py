"""Monitoring for people and machines: /livez, /readyz, /metrics and `paperboy status`.

An `Overview` (of the application, or of a replica, at one moment) is what all of them ask. `metrics` counts events
as an Observer, `monitor` measures, puts both and what stands at a scrape on one page, and serves it; `probe` asks
from another process.
"""
