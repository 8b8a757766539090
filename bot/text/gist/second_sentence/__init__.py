"""Add a second sentence to a gist that says too little: a finding, what the new thing does, or how well.

`scoring` counts content words to see whether the chosen sentence says too little, and scores candidates for the
second one. `compress` shortens sentences. `choosing` decides what is missing, combines pairs, and
chooses the text that is shown.
"""
