"""All files of rules, put together, and kept in force."""
