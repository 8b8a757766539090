"""The settings of a channel's alerts: first read `catalogue`, which lists every one.

`setting` defines a setting's parts, `parse` reads values, `panel_words` has the words for them, `preferences`
reads and changes the choices.
"""
