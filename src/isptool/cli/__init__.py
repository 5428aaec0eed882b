"""The command line: the only floor that prints, saves files, and asks the clock."""
