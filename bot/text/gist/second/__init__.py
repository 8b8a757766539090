"""A second sentence for a gist that says too little: what was found, what the new thing does, or how well.

`worth` tells whether the chosen sentence says too little, and weighs another one, which `brief` says in fewer
words; `completion` decides what is needed, tries each with the first sentence, and finds what is shown instead
where nothing fits.
"""
