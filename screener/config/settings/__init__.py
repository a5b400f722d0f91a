"""The configuration file, and the secrets that it names."""
