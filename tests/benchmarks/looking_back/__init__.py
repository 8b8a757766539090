"""Parts of `bench_past`: many papers, summaries, and the lookup of papers before `bot.search`."""
