"""Closing a door from within a round, and what follows: the past swept, one no, other folders."""
