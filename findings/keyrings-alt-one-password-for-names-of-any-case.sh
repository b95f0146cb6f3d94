#!/usr/bin/env bash
# Behaviour: keyrings.alt (the file stores of Python's keyring, used where no desktop is) takes user names that differ in
# the case of their letters for one: the name is an option of an INI file, and configparser writes those in lower
# case. Storing the password of `alice` replaces that of `Alice`, both reads succeed, and one account is logged in
# with the password of the other. In the names of services, which are sections of the file, the case counts.
# Version: keyrings.alt 5.0.2 with keyring 25.7.0, Python 3.11.7.
# Output seen:
#   Alice has the password of alice, alice has the password of alice
#   in the service Site: s1, in the service site: s2
# Exit code 1 if that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip -q install keyrings.alt==5.0.2 keyring==25.7.0
cat >store.py <<'PYTHON'
import os

from keyrings.alt.file import PlaintextKeyring

store = PlaintextKeyring()
store.file_path = os.path.abspath("passwords")
for name in ("Alice", "alice"):
    store.set_password("site", name, f"the password of {name}")
print(", ".join(f"{name} has {store.get_password('site', name)}" for name in ("Alice", "alice")))
for service, password in (("Site", "s1"), ("site", "s2")):
    store.set_password(service, "user", password)
print(", ".join(f"in the service {name}: {store.get_password(name, 'user')}" for name in ("Site", "site")))
PYTHON
venv/bin/python store.py | tee out
diff out - <<'SEEN'
Alice has the password of alice, alice has the password of alice
in the service Site: s1, in the service site: s2
SEEN
