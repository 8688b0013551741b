"""Claims: published sentences, the checks that test them, and the verdicts."""
