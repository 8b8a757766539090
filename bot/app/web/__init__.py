"""The listener for the world: feeds, and pages of mails. Read `listener` first.

Whatever is unknown gets the same empty 404, except an old link of a mail: its 404 is a page that says so. Health
and metrics have another listener, in `bot.app.monitoring`.
"""
