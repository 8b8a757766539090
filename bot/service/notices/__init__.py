"""What people are told beside the alerts: that something stops them, once, and that it is over.

Read `occasions` first, the table of what people are told of; then `notices`, the one path of every notice, and who
gets it. `wording` holds the sentences, `remembered` what is known afterwards. `conditions` and `blocked_channels`
find the occasions that last.
"""
