"""The sources of papers: a folder for each, with a pure parser and a thin reader round it.

`http` fetches for all of them, `bodies` reads what strangers send, `tables` has what their settings are made of. A
source implements `bot.domain.ports.ListSource` or `StreamSource`; `catalogue` has one line for each.
"""
