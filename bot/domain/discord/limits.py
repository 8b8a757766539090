"""Discord's limits for messages, forms and commands.

We count UTF-16 code units, which is never less than what Discord counts.

https://discord.com/developers/docs/resources/message,
https://discord.com/developers/docs/resources/message#embed-object-embed-limits and
https://discord.com/developers/docs/components/reference
"""

from __future__ import annotations

MESSAGE_LENGTH = 2000
EMBEDS = 10  # in a message
EMBED_TEXT = 6000  # over all embeds of a message
LAYOUT_TEXT = 4000  # over all texts of a message made of layout components
LAYOUT_BYTES = 10_000  # of these texts in UTF-8; above some 10,170 Discord answers with status 500
COMPONENTS = 40  # in a message made of layout components, nested ones included
TITLE = 256  # of an embed, as the next two
DESCRIPTION = 4096
FIELD_VALUE = 1024
BUTTONS = 5  # in a row
BUTTON_TEXT = 80
OPTIONS = 25  # in a select menu, and in autocomplete
OPTION_TEXT = 100  # a select option's label, value and description
CUSTOM_ID = 100
FORM_TITLE = 45
LABEL_TEXT = 45  # above a field of a form
LABEL_DESCRIPTION = 100  # below that label
COMMAND_TEXT = 100  # the description of a command, group or option, and the name of a choice
THREAD_NAME = 100
FILE_DESCRIPTION = 1024  # the alternative text of an image
