"""What comes, and what is decided about it; nothing is carried out here."""
