"""What a digest looks like: one outline, as a text and as a page."""
