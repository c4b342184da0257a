"""`python -m cellc.cli`, for where the `cellc` script is not on the path."""

from cellc.cli.main import main

if __name__ == "__main__":
    main()
