"""Discord's limits for messages, forms and commands.

We count UTF-16 code units, which is never less than what Discord counts.

https://discord.com/developers/docs/resources/message,
https://discord.com/developers/docs/resources/message#embed-object-embed-limits and
https://discord.com/developers/docs/components/reference
"""

from __future__ import annotations

from typing import Final

MESSAGE_LENGTH: Final = 2000
EMBEDS: Final = 10  # in a message
EMBED_TEXT: Final = 6000  # over all embeds of a message
LAYOUT_TEXT: Final = 4000  # over all texts of a message made of layout components
LAYOUT_BYTES: Final = 10_000  # of these texts in UTF-8; above some 10,170 Discord answers with status 500
COMPONENTS: Final = 40  # in such a message, nested ones included
TITLE: Final = 256  # of an embed, as the next two
DESCRIPTION: Final = 4096
FIELD_VALUE: Final = 1024
BUTTONS: Final = 5  # in a row
BUTTON_TEXT: Final = 80
OPTIONS: Final = 25  # in a select menu, and in autocomplete
OPTION_TEXT: Final = 100  # a select option's label, value and description
CUSTOM_ID: Final = 100
FORM_TITLE: Final = 45
LABEL_TEXT: Final = 45  # above a field of a form
LABEL_DESCRIPTION: Final = 100  # below that label
COMMAND_TEXT: Final = 100  # the description of a command, group or option, and the name of a choice
THREAD_NAME: Final = 100
FILE_DESCRIPTION: Final = 1024
