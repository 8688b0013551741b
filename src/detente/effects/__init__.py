"""What dated events changed in a series or in the index, and how far that is to be doubted."""
