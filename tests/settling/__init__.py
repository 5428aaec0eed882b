"""Settling: the written cases, and the program held against a slow second writing of the specification."""
