"""The page of pictures: scenes that the real bot plays in SimCord, photographed in Chromium."""
