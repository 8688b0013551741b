"""The vocabulary: words, codes and row types that every other floor speaks in."""
