"""Model files by somebody who means harm, and the watch under which they are read."""
