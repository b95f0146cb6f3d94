# usage: sh env.sh EVERYTHING FILE EXPECTED: a shell reads the file.
set -a
. "$2"
set +a
exec node "$(dirname "$0")/env.mjs" - "$1" "$2" "$3"
