"""The tests that rules bring along."""
