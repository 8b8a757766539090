"""What the pictures show, in the order of the page."""
