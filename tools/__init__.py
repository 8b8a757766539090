"""Programs for developers of Paperboy; none of them is shipped."""
