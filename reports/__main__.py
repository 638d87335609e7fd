"""Run the command as ``python -m reports``, where its script is not on the path."""

from reports.cli import main

if __name__ == "__main__":  # false in worker processes, which import this module by another name
    main(prog_name="python -m reports")
