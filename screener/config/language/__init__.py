"""The rule language as pydantic models: what users may write, key by key.

The JSON Schema for editors and the reference page are made from these models, and the same models
read the files; so neither can say what the other does not do.
"""
