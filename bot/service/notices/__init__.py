"""Notices beside the alerts: something stops them (once), and it works again (once).

Read `occasions` first, the table of all notices; then `notices`, the one path of every notice, and its recipients.
`wording` has the sentences, `remembered` the records of notices given. `conditions` and `blocked_channels` find
the occasions that last.
"""
