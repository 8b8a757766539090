"""Rank the papers of a day by what somebody liked, and say why.

`terms` reads a paper, `tfidf` makes a vector of them, `learn` makes a `model` of liked papers, and `best_papers`
applies models to a day. `worker` does so in a process of its own (`python -m bot.ranking`), whose memory goes with
it. Nothing here knows of channels, people or stores.
"""
