"""Other engines that `bench_matching` compares the index with, and how queries are filed for them."""
