"""Everything that speaks Discord.

`client` and `connection` get and stay connected. `render` makes messages of alerts, `posting` brings them to
channels through the guarded `requests`; `interactions` answers commands and buttons. `permissions` says what we
may do, `access` what people may.
"""
