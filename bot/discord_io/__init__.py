"""Discord's protocol: connection, requests, posts, commands and permissions.

Read `client` first, our client; `connecting` logs it in and keeps it connected. `render` makes messages of alerts,
and `posting` sends them through the rate-limited `requests`. `registering` registers the commands, and
`interactions` answers commands and buttons. `permissions` says what the bot is allowed to do, `command_access` and
`policy` what people are.
"""
