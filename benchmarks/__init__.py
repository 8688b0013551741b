"""Benchmarks: each measures us beside a peer in one run and prints the ratio."""
