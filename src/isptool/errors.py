"""What stops the tool: wrong use, or something it cannot read or write (exit code 2)."""


class IspError(Exception):
    """The tool cannot go on.

    `message` says what and where; `hint` says what to try. Both are plain sentences for a person.
    Raised anywhere below the command line, caught once in `isptool.cli`.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
