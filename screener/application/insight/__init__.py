"""What was decided and why, and what rules would do, for those who ask."""
