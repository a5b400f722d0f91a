"""The user's files to domain objects, every finding with its place."""
