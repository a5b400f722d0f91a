"""Letters of our own: whether one may go out, and how it looks."""
