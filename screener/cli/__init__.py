"""Arguments to one use case to text or JSON to an exit code."""
