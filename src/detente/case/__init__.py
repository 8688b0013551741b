"""A case: a folder of standard files, read into one cross-checked value."""
