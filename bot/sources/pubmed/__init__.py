"""PubMed: a search is polled by the day on which articles were entered.

`source` searches and fetches, `parse` turns answers into papers, `settings` has the host's search and key,
and makes the searches that people add in Discord.
"""
