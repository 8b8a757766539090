"""Everything that speaks Discord.

`client` is ours, `connecting` gets and keeps it connected. `render` makes messages of alerts, `posting` brings
them to channels through the guarded `requests`; `interactions` answers commands and buttons, which
`command_sync` registers. `permissions` says what we may do, `access` what people may.
"""
