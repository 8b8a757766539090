"""Preprint servers without an API of their own, through Crossref, where they register their DOIs.

`settings` lists them and has the host's choice, `source` polls one by the day of registration, `parse` turns works
into papers; `added` makes those that people add in Discord.
"""
