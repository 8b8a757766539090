"""Use cases of subscriptions, called by the commands.

Read `subscriptions` first, with its `rules` and the `baseline` of papers that are never alerted; then `pauses`,
`undo`, `tuning` and `why` (the reasons why a paper was posted or not).
"""
