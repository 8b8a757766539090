"""Notices: one message when something stops the alerts, one when it works again.

Read `notice_kinds` first, which has most notices; then `notices`, which sends each and chooses recipients.
`wording` has the sentences, `records` stores which notices were sent. `conditions` finds lasting troubles of
destinations and sources, `blocked_channels` notifies about blocked destinations.
"""
