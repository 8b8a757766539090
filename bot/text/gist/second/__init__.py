"""A second sentence for a gist that says too little: what was found, what the new thing does, or how well.

`substance` tells whether the chosen sentence says too little, `brief` says another one in fewer words, `worth`
weighs it, `pairing` tries each with the first sentence, and `completion` decides what is needed, and what is shown
instead where nothing fits.
"""
