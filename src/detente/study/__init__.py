"""The method, in order: gather the evidence, estimate the index, test the claims, find."""
