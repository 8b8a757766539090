"""Where papers come from: one fetcher, and for each source a pure parser with a thin reader round it."""
