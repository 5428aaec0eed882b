"""What a signature covers: the sealed text in four parts, the statements of those who signed it, and their keys."""
