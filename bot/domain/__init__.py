"""Domain objects of Paperboy: frozen dataclasses and pure functions, which import only `bot.language`.

Read `paper`, `subscription` and `alert` first: a source announces a paper, a subscription matches it, and an alert
posts it. Then read `paper_merging` (one paper from several sources), `schedule` (times), and `ports` (interfaces
to storage, sources and Discord).
"""
