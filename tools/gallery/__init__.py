"""Make the page of pictures: the real bot plays scenes in SimCord, and Chromium photographs them."""
