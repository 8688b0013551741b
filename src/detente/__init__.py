"""Measure cooperation between states, test what is said about it, and print a cited brief."""

__version__ = "0.1.0"
