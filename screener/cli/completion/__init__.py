"""Words that the shell completes: what there is to choose from, and how each shell is told."""
