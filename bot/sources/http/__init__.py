"""Fetching over HTTP, for every source.

`fetcher` sends GET and POST requests within limits of time and size. `responses` reads answers, `paging` reads
answers of several pages, `url_secrets` keeps secrets out of errors. `public_addresses` fetches what people gave.
"""
