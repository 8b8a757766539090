"""What `bench_matching` compares the index with: other engines, and how queries are filed for them."""
