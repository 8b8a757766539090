"""What strangers send to the listener for the world."""
