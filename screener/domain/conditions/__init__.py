"""Conditions: what rules may ask of a message, and which of them need be asked at all."""
