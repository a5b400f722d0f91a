"""What the configuration may say."""
