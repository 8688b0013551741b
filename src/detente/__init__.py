"""Measure cooperation between states, test what is said about it, and print a cited brief."""

from detente.sampling import xla

__version__ = "0.1.0"

xla.set_up()
