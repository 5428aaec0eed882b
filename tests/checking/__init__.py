"""Tests of the checking floor."""
