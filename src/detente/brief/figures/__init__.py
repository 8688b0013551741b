"""The figures: findings → a drawing, words for those who do not see it, and its numbers."""
