"""Settings of a channel's alerts. Read `channel_settings` first, which lists all of them.

`setting` defines the parts of a setting, `parse` and `zones` parse values, `panel_words` has the texts of the
panel, `preferences` reads and changes a channel's settings, and `language` decides the language of its posts.
"""
