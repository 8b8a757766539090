"""Domain objects of Paperboy: frozen dataclasses and pure functions. Imports only the standard library.

Read `paper`, `subscription` and `alert` first: a source announces a paper, a subscription matches it, and an alert
posts it. Then read `readings` (one paper from several sources), `schedule` and `clock` (times), and `ports` (the
interfaces to storage, sources and Discord).
"""
