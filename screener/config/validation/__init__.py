"""What pydantic finds wrong, at its place and in the words of the user."""
