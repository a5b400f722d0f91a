"""The one mail a day, and the commands that it offers."""
