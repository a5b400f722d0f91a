"""What a digest tells, looked up and counted; nothing is decided or sent here."""
