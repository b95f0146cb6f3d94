"""usage: env_reader.py EVERYTHING FILE EXPECTED: python-dotenv reads the file."""

import os
import pathlib
import subprocess
import sys

from dotenv import dotenv_values

here = pathlib.Path(__file__).parent
values = {name: value for name, value in dotenv_values(sys.argv[2]).items() if value is not None}
subprocess.run(["node", here / "env.mjs", "-", *sys.argv[1:]], env=os.environ | values, check=True)
