"""Preprint servers without an API of their own, through Crossref, where they register their DOIs.

`settings` lists them, and makes those that the host chose and people add in Discord; `source` polls one by the day
of registration, `parse` turns works into papers.
"""
