"""The points, checklists and the library that finds them."""
