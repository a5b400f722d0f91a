"""The dossier: what is kept of one contact, in a form that a stranger can read and check."""
