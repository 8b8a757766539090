"""Where papers come from: one fetcher, and one module per source."""
