"""The people who should know: told at once, once a day, or once a week."""
