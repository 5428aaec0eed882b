"""UK law as dated data: lawful bases, conditions, gateways, restrictions, and the words that went out of date.

The rows are YAML beside this file; `entries` says what each may hold. To add or change one: edit the YAML, run
`python scripts/compile_data.py law`, and commit both. Mark what you read (`verified: V`, with where) and what you
only know (`verified: K`): the tool words the second as something to check.
"""
