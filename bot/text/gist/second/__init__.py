"""A second sentence for a gist that says too little: what was found, what the new thing does, or how well.

`substance` tells whether the chosen sentence says too little, `findings` what another one tells of, `brief` says
it in fewer words, `worth` weighs it, `pairing` tries each with the first sentence, `alone` tells what is shown
instead where none fits, and `completion` puts it together.
"""
