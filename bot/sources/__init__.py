"""Where papers come from: a folder for each source, with a pure parser and a thin reader round it.

`http` fetches for all of them, `bodies` reads what strangers send, `tables` has what their settings are made of. A
source implements `bot.domain.ports.ListSource` or `StreamSource`; `catalogue` has one line for each.
"""
