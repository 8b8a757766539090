"""The preview of a draft, with its buttons. Begin with `texts`, which has its text and embed.

`controls` has the menus and buttons, `saved_replies` the replies after Save, `preview_draft` the draft behind the
buttons.
"""
