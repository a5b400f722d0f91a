"""What is in a message: its words and what is attached."""
