"""What people are told beside the alerts: that something stops them, once, and that it is over.

Read `occasions` first, the table of what people are told of; then `notices`, the one path of every notice.
`audience` decides who gets it, `wording` holds the sentences, `record` what is remembered, `reminders` what waits
for a person's next command. `conditions`, `blocked_channels` and `source_outages` find the occasions that last.
"""
