"""Bytes to events: pure, linear in the input, never raising."""
