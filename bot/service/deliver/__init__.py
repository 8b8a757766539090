"""From due alerts to posts in Discord: planned, claimed, tried, and each outcome recorded before it is told.

Read `deliverer` first, which runs it all; then `planner` (with `compose`) for what becomes a message, `saving` for
how it is stored, and `attempt` with `decision` for the protocol of docs/adr/0003-delivery-protocol.md. `blocks`
keeps the destinations that Discord refuses, `posted_cards` is what comes after a post, and `on_request` are
posts that somebody asked for.
"""
