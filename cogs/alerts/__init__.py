"""`/alerts`. Begin with `cog`, which declares every command; each handler beside it does what some of them ask.

`drafts` takes a subscription from its dry run (`dry_run`) to Save, for `subscribe`, `edit` and Tune alike;
`subscription_form` is the form of the first two; `offers` begins a draft where somebody reads.
"""
