"""Everything that speaks Discord.

`client` is ours, `connecting` gets and keeps it connected. `render` makes messages of alerts, `posting` brings
them to channels through the guarded `requests`; `registering` tells Discord our commands, and `interactions`
answers them and buttons. `permissions` says what we may do, `access` what people may.
"""
