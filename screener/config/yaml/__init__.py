"""YAML that can point at itself: characters and lines, to branches with their places."""
