"""What a person reads, in their language."""
