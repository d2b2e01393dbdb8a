# Sourced by bin/run, bin/test and bin/manage: sets $here and $python.
set -eu
here=$(cd -- "$(dirname -- "$0")" && pwd -P)
python=
# The distribution's first: it is compiled for speed, and the portal spends a third less time in it than in the Python
# that pyenv compiles on the spot.
for candidate in /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do
  if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
if [ -z "$python" ]; then
  echo "Il manque Python 3.11 à 3.14. Sur Debian ou Ubuntu : apt-get install python3" >&2
  exit 2
fi
