"""Readers: a publisher's bytes in, tidy rows out; one format a file."""
