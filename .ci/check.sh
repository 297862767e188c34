#!/bin/sh
# The checks before every push, in two lanes side by side: what reads the code and what runs it. npm puts
# node_modules/.bin first on the PATH.
cd "$(dirname "$0")/.." || exit 1
said=$(mktemp)
trap 'rm -f "$said"' EXIT
(oxfmt --check && oxlint && tsc && knip && knip --production) >"$said" 2>&1 &
reading=$!
vitest run --project unit --project contract --maxWorkers=2
ran=$?
wait "$reading"
read=$?
cat "$said"
[ "$read" -eq 0 ] && echo 'Format, lint, types and dead code: nothing to say.'
[ "$read" -eq 0 ] && [ "$ran" -eq 0 ]
