"""YAML to plain data and models, where every value stands, what is wrong with the text, and careful edits back."""
