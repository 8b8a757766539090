"""bioRxiv and medRxiv, two servers behind one API: `source` reads by day, page by page.

`parse` makes preprints of a page, `settings` has what a host chooses and builds them.
"""
