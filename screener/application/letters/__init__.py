"""Letters that the program writes: allowed or refused, composed, and sent at most once."""
