"""``python -m reports``: the command, where its script is not on the path."""

from reports.cli import main

if __name__ == "__main__":  # a process that is started anew imports this by another name
    main(prog_name="python -m reports")
