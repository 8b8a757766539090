"""How alerts come to a channel: first read `catalogue`, which lists every setting.

`setting` says what one is made of, `parse` reads values, `panel_words` has words for them, `preferences` holds
what is chosen.
"""
