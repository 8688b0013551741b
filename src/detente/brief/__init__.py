"""The brief: findings in, one self-contained page, a PDF and the data behind each figure out."""
