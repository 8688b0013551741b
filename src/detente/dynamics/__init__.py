"""Stock and flow: a modeller's file becomes a pure function, run once or ten thousand times."""
