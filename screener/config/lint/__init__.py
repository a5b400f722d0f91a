"""What is allowed in rules and hardly meant."""
