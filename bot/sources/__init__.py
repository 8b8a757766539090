"""The sources of papers: one folder each, with a pure parser and a thin client around it.

`http` fetches for all of them, `bodies` decodes untrusted answers, `settings` holds the base classes of their
settings. A source implements `bot.domain.ports.ListSource` or `StreamSource`; `catalogue` has one line for each.
"""
