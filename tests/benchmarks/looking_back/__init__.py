"""What `bench_past` needs: many papers, summaries, and how papers were looked up before `bot.search`."""
