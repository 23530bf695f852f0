#!/bin/sh
# Installs the clients of the conformance tests, and their data set, below a folder.
#
# usage: install.sh FOLDER
#
# What comes from the system (kcat, Node.js with npm, Python with venv) must be there: whatever is
# missing is named, and the script ends with exit code 3. What comes from npm and PyPI is pinned by
# the files beside this script. A second call with the same pins does nothing.
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
folder=$1

missing=""
want() {
    command -v "$1" >/dev/null 2>&1 || missing="$missing
  $1: install $2"
}
want kcat "kcat (Debian: apt-get install kcat; macOS: brew install kcat)"
want node "Node.js 20 or newer (Debian: apt-get install nodejs)"
want npm "npm (Debian: apt-get install npm)"
want python3 "Python 3.9 or newer (Debian: apt-get install python3 python3-venv)"
if command -v node >/dev/null 2>&1; then
    major=$(node -p 'process.versions.node.split(".")[0]')
    [ "$major" -ge 20 ] || missing="$missing
  node: is version $major, must be 20 or newer"
fi
if command -v python3 >/dev/null 2>&1; then
    python3 -c 'import ensurepip, venv' 2>/dev/null || missing="$missing
  python3: has no venv (Debian: apt-get install python3-venv)"
fi
if [ -n "$missing" ]; then
    echo "The conformance tests need programs that this machine lacks:$missing" >&2
    exit 3
fi

pins=$(cat "$here"/package-lock.json "$here"/requirements*.txt "$0" | cksum)
pins="$pins $(node --version) $(python3 --version)"
if [ -f "$folder/installed" ] && [ "$(cat "$folder/installed")" = "$pins" ]; then
    exit 0
fi
rm -rf "$folder"
mkdir -p "$folder"

cp "$here/package.json" "$here/package-lock.json" "$folder"
(cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)

python3 -m venv "$folder/python"
pip() {
    "$folder/python/bin/python" -m pip --quiet --disable-pip-version-check \
        install --only-binary :all: "$@"
}
pip -r "$here/requirements.txt"
pip --no-deps --target "$folder/kafka-python-2.0.2" -r "$here/requirements-2.0.2.txt"
pip --no-deps --target "$folder/kafka-python-3" -r "$here/requirements-3.txt"

echo "$pins" >"$folder/installed"
