"""Fuzzing: whatever bytes a reader is given, it reads them or refuses them by name, soon."""
