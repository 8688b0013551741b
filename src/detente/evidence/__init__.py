"""The evidence store: every SQL and data-frame expression over the tidy rows."""
