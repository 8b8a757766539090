"""The listener for the world: feeds, and pages of mails. Read `listener` first.

Whatever is unknown gets the same empty 404. Health and metrics have another listener, in `bot.app.monitoring`.
"""
