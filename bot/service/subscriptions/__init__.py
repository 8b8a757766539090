"""Everything that people do with subscriptions, as the commands call it.

Read `subscriptions` first, with its `rules` and the `baseline` of what is never alerted; then `pauses`, `undo`,
`tuning` and `why` (the reason that decided about a paper).
"""
