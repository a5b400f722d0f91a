"""Commands that the user sends by mail: obeyed and told."""
