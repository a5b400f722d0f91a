"""Gates: who is asked for what, what time brings, and what the user chooses."""
