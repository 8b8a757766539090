"""The listener for the world and its pages."""
