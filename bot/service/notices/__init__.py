"""Notices beside the alerts: something stops them (once), and it works again (once).

Read `occasions` first, the table of what people are told of; then `notices`, the one path of every notice, and who
gets it. `wording` holds the sentences, `remembered` what is known afterwards. `conditions` and `blocked_channels`
find the occasions that last.
"""
