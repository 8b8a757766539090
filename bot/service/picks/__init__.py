"""Picks: likes of people, and the papers of a day that are most like the liked ones. Begin with `picker`."""
