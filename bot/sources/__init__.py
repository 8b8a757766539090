"""Where papers come from: a folder for each source, with a pure parser and a thin reader round it.

`http/` fetches for all of them, `json_values` reads what strangers send. A source implements
`bot.domain.ports.Source`, and is built in `bot/app/sources.py`.
"""
