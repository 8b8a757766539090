"""The words of Paperboy as frozen data and pure functions; imports the standard library only."""
