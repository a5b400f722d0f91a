"""What each command prints, one file a command, and what several of them tell alike."""
