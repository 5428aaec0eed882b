"""Checking: a settled document to findings, each rule a function, and the questions that it answers."""
