"""A second sentence for a gist that says too little: what was found, what the new thing does, or how well.

`substance` tells whether the chosen sentence says too little, `findings` what another one tells of, `brief` says
it in fewer words, `worth` weighs it, and `completion` puts the two together.
"""
