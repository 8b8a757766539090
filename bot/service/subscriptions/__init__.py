"""What people do with subscriptions, as the commands call it.

Read `subscriptions` first, with its `rules` and the `baseline` of what is never alerted; then `pauses`, `tuning`
and `why` (what decided that a paper was posted, or was not).
"""
