"""Discord's error codes that name something to do, with the sentences for `gettext` that do.

https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

from __future__ import annotations

from bot.language.translating import gettext_noop

UNKNOWN_MESSAGE = 10008
UNKNOWN_CHANNEL = 10003
MISSING_ACCESS = 50001
NETWORK = 40333  # "internal network error": Cloudflare's word
GONE = {
    10003: gettext_noop("The channel was deleted."),
    10004: gettext_noop("I am no longer in that server: invite me again."),
}
PLACE = {
    40058: gettext_noop(
        "That post takes messages only after its author has written one: ask them, or subscribe elsewhere."
    ),
    40066: gettext_noop(
        "Every post of that forum needs a tag, and all of its tags are for moderators: add one for everybody."
    ),
    40067: gettext_noop(
        "Every post of that forum needs a tag: give it one that everybody may use, or let posts have none."
    ),
    50001: gettext_noop(
        "I cannot see that channel: allow View Channel for me in its settings, under Permissions; in a private "
        "thread, mention me, which adds me."
    ),
    50008: gettext_noop("That channel takes no messages any more: subscribe in another one."),
    50009: gettext_noop(
        "The server's verification level keeps me out of that channel: lower it, or subscribe in another one."
    ),
    50013: gettext_noop(
        "I may not post there: allow Send Messages and Embed Links for me in the channel's settings."
    ),
    50024: gettext_noop("That kind of channel takes no alerts: subscribe in another one."),
    50083: gettext_noop(
        "The thread is archived and I may not open it again: unarchive it, or allow Manage Threads for me."
    ),
    160005: gettext_noop("The thread is locked: unlock it, or allow Manage Threads for me."),
    160006: gettext_noop("The server has as many active threads as Discord allows: close some."),
    160007: gettext_noop("The server has as many active announcement threads as Discord allows: close some."),
}
CLOSED_DMS = {
    50007: gettext_noop(
        "You do not take direct messages from me: allow them, in the menu of a server that we share → Privacy "
        "Settings → Direct Messages."
    ),
    50278: gettext_noop(
        "We share no server any more, so you get no direct messages from me: join one where I am, or add the "
        "app to your account."
    ),
}
_AUTOMOD = gettext_noop(
    "An AutoMod rule of the server blocked the message: exempt Paperboy or the channel from that rule, in "
    "Server Settings → AutoMod."
)
REJECTED = {
    20009: gettext_noop(
        "Discord took the message for explicit content: if it is not, allow it in Server Settings → Safety "
        "Setup → Explicit image filter, or in the reader's own settings."
    ),
    200000: _AUTOMOD,
    200001: _AUTOMOD,
    240000: gettext_noop(
        "Discord considers a link of the paper harmful and blocks the message (code 240000): look at its links, "
        "leave the paper out with `-` and a word of its title in the query, and report a wrong block to Discord's "
        "support."
    ),
}
# Limits and outages that Discord tells with a 4xx: the same message is taken later.
BUSY = frozenset({20016, 20022, 20028, 20029, 30046, 40006, 40062, 130000})
