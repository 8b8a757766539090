"""Preprint servers without an API of their own, through Crossref, where they register their DOIs.

`servers` lists them, `source` polls one by the day of registration, `parse` turns works into papers. `settings`
has the host's choice; `added` makes those that people add in Discord.
"""
