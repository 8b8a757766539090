"""What a draft would have brought lately, and its buttons. Begin with `texts`, which has all that is said."""
