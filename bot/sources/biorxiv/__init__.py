"""bioRxiv and medRxiv, two servers behind one API: `source` fetches by day, page by page.

`parse` turns a page into preprints, `settings` has their settings and builds them.
"""
