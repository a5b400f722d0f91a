"""Rules in force, and deciding by them."""
