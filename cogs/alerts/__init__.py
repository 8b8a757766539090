"""The commands of `/alerts`. Begin with `cog`, which declares them and calls the handler for each.

`draft_preview` shows the preview of a draft (`preview`) and saves it, for `subscribe`, `edit` and the button
*Tune*. `subscription_form` is the form of `subscribe` and `edit`, and `sources_field` its menu of sources;
`subscribe_buttons` starts a draft from a paper or a search.
"""
