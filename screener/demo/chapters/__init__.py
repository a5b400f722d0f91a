"""The chapters of the story, each with the letters that come in it."""
