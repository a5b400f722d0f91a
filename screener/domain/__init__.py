"""Pure values and functions: no clock, no chance, no world."""
