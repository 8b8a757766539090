"""How the process is, for people and machines: /livez, /readyz, /metrics and `paperboy status`.

An `Overview` (of the application, or of a replica) is what all of them ask. `readiness` judges it, `metrics`
counts events as an Observer, `gauges` adds what stands at a scrape, `monitor` puts both on one page, `http`
serves, and `probe` asks from another process.
"""
