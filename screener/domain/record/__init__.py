"""What arrived, and what became of it, as it is kept."""
