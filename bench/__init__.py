"""Each performance goal as a script that prints its ratio: `python -m bench.<name>`."""
