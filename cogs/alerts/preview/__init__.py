"""The preview of a draft, with its buttons. Begin with `texts`, which has its text and embed.

`offers` has the menus and buttons, `changes` the replies after Save, `stored_draft` the draft behind the buttons.
"""
