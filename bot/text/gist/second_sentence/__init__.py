"""Add a second sentence to a gist that has room for it: a finding, what the new thing does, or how well.

`scoring` counts content words to see whether the chosen sentence says too little, and scores candidates for the
second one. `compress` shortens sentences, `flaws` finds what is wrong with a pair.
"""
