"""Documents in words: one neutral Document, and a writer for each format that returns bytes or text."""
