"""Rounds: poll, then perform."""
