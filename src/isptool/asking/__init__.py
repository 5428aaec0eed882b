"""What is still to be agreed, as questions; and those who answer them: a person, or a file of answers."""
