"""The settings of a channel's alerts: first read `catalogue`, which lists every one.

`setting` says what one is made of, `parse` reads values, `panel_words` has words for them, `preferences` holds
what is chosen.
"""
