"""The commands of `/sources`. Begin with `cog`, which declares them and calls the handler for each.

`adding` finds, previews and saves a source; `files` reads an OPML file; `listing` lists and removes; `words` has
the texts that they share.
"""
