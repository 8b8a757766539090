"""Rank the papers of a day by what somebody liked, and say why.

`terms` reads a paper, `space` weighs its terms, `learn` makes a `model` of liked papers, which
is applied to a day. `worker` does so in a process of its own (`python -m bot.ranking`), whose memory goes with
it. Nothing here knows of channels, people or stores.
"""
