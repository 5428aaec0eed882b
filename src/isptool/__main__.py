"""`python -m isptool` is the command `isptool`."""

from isptool.cli.entry import main

if __name__ == "__main__":
    raise SystemExit(main())
