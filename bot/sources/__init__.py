"""Where papers come from: a folder for each source, with a pure parser and a thin reader round it.

`http/` fetches for all of them, `json_values`, `xml_body` and `xml_values` read what strangers send, `markup`
makes text of their HTML. A source implements `bot.domain.ports.ListSource` or `StreamSource`; `catalogue` has one
row for each kind.
"""
