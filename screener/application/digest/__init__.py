"""The one mail a day: what it tells, what it looks like, and that it is sent once."""
