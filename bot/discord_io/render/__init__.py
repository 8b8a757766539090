"""Render alerts as messages for Discord: pure functions that keep every limit, whatever a paper holds.

Begin with `renderer`, which makes a card or a compact post (both in `looks`) from `paper_text` (the texts) and
`buttons` (whose `custom_ids` name the paper). Beside them: `role_mention`, `code_blocks` for what people
typed, papers' `entries` in lists, the `chart` of `/papers chart`.
"""
