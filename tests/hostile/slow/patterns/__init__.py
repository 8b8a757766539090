"""Every regular expression of ours, and strings that make bad ones slow."""
