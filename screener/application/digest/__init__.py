"""The one mail a day."""
