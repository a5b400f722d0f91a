"""What all systems that tell of calls have in common."""
