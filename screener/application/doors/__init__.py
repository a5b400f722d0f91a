"""Doors by the word of the user: whose they are, and how they are moved and remembered."""
