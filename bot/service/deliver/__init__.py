"""Delivery of due alerts to Discord: plan, claim, post, and record each outcome.

Read `deliverer` first, which runs all steps; then `planner` and `compose`, which make messages, `saving`, which
stores them, and `attempt` with `retry_decision`, the protocol of docs/adr/0003-delivery-protocol.md.
`blocked_destinations` handles those that Discord refuses, `posted_cards` threads and edits after a post,
`on_request` posts for commands, `feeds` has what was posted for feed readers.
"""
