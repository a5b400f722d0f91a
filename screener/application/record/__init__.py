"""The record: what is written into it, read out of it, checked, and removed again."""
