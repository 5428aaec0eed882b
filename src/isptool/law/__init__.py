"""UK law as dated data: lawful bases, conditions, gateways, restrictions, and the words that went out of date.

The rows are YAML beside this file. They are compiled to `compiled.json`, which `isptool.law.book` reads.
"""
