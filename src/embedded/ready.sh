#!/bin/sh
# Installs what package-lock.json names, unless that has been done; a few milliseconds when nothing
# is missing, and then it neither writes nor needs the network. npm runs it before each script: it
# cannot be TypeScript, because Node 26 comes with the packages it installs.
#   (nothing)  what running the service needs      --dev   also the tools for development
#   --test     also redis-server and Postfix, which the tests start, and programs that judge what we make: Java, in which the
#              checker of HTML is written, SpamAssassin and python3-dkim
cd "$(dirname "$0")/../.." || exit 1
want=$1
lock=.installing

installed() {
  [ node_modules/.package-lock.json -nt package-lock.json ] || return 1
  [ -z "$want" ] || [ -x node_modules/.bin/vitest ] || return 1
  # With install scripts blocked the link is missing or dangles, and the machine's own Node would run.
  case $(node_modules/.bin/node --version 2>/dev/null) in v26.*) ;; *) return 1 ;; esac
}

# Another person's process cannot be signalled, but stands in /proc.
alive() { [ -n "$1" ] && { kill -0 "$1" 2>/dev/null || [ -d "/proc/$1" ]; }; }

owner() { cat "$lock/pid" 2>/dev/null; }

# A kill -9 in the middle of an install leaves the lock behind. Only one of several who wait may
# inherit it, and only from the owner it saw dead: the lock may have changed hands meanwhile.
inherit() {
  dead=$1
  mkdir "$lock/heir" 2>/dev/null || return 1
  if [ "$(owner)" != "$dead" ]; then rmdir "$lock/heir" 2>/dev/null; return 1; fi
  echo $$ >"$lock/pid"
  rmdir "$lock/heir"
  echo "Took over from an install that was killed${dead:+ (process $dead)}." >&2
}

acquire() {
  waited=0
  until mkdir "$lock" 2>/dev/null; do
    if [ ! -d "$lock" ] && [ ! -w . ]; then
      echo "Packages are missing, and this user may not write to $PWD: run once as its owner." >&2
      return 1
    fi
    holder=$(owner)
    # Between making the folder and writing the pid there is a moment without an owner.
    if ! alive "$holder" && { [ -n "$holder" ] || [ "$waited" -ge 5 ]; }; then
      inherit "$holder" && return 0
    fi
    [ "$waited" -eq 0 ] && echo "Waiting for another install here${holder:+ (process $holder)} ..." >&2
    if [ "$waited" -ge 600 ]; then
      echo "Waited 10 minutes for process ${holder:-unknown}. If it installs nothing, remove $PWD/$lock and start again." >&2
      return 1
    fi
    sleep 1
    waited=$((waited + 1))
  done
  echo $$ >"$lock/pid"
}

install_packages() {
  acquire || return 1
  trap 'rm -rf "$lock"' EXIT
  trap 'exit 1' HUP INT TERM
  installed && return 0
  echo 'Installing packages (once; about half a minute) ...' >&2
  # ${want:+…}: NODE_ENV=production would leave out the tools that --dev and --test ask for.
  npm ci ${want:+--include=dev} --no-audit --no-fund --loglevel=error >&2 || {
    echo 'npm ci failed, see above: the first start needs the package registry (or a filled npm cache) and a writable folder.' >&2
    return 1
  }
  installed && return 0
  explain
  return 1
}

explain() {
  found=$(node_modules/.bin/node --version 2>&1 | head -n 1)
  case $found in
    v26.*) echo "npm ci ended, and yet something is missing: remove $PWD/node_modules and start again." >&2 ;;
    *) echo "Expected Node 26 at node_modules/.bin/node, found: ${found##*: }. Are install scripts blocked? See: npm config get ignore-scripts" >&2 ;;
  esac
}

install_redis() {
  command -v redis-server >/dev/null && return 0
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo 'Installing redis-server for the tests (once) ...' >&2
    apt_get install redis-server || { apt_get update && apt_get install redis-server; }
    command -v redis-server >/dev/null && return 0
  fi
  echo 'The tests need redis-server on the PATH: apt-get install redis-server (as root), dnf install redis, or brew install redis.' >&2
  return 1
}

# One test and the benchmarks' sink are Postfix's; without it the test is skipped by name and the sink is one of ours.
install_postfix() {
  command -v postfix >/dev/null && command -v saslpasswd2 >/dev/null && return 0
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo 'Installing Postfix for the tests (once) ...' >&2
    apt_get install postfix sasl2-bin libsasl2-modules || echo 'Postfix could not be installed: its test will be skipped.' >&2
  fi
  return 0
}

# One test asks the W3C's checker about every mail and page; without Java it is skipped by name.
install_java() {
  command -v java >/dev/null && return 0
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo 'Installing Java for the tests (once) ...' >&2
    apt_get install default-jre-headless || echo 'Java could not be installed: its test will be skipped.' >&2
  fi
  return 0
}

# Two tests ask them about mails; without them these are skipped by name.
install_judges_of_mail() {
  perl -MMail::SpamAssassin -e1 2>/dev/null && /usr/bin/python3 -c 'import dkim, nacl' 2>/dev/null && return 0
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo 'Installing SpamAssassin and python3-dkim for the tests (once) ...' >&2
    apt_get install spamassassin python3-dkim python3-nacl || echo 'SpamAssassin or python3-dkim could not be installed: their tests will be skipped.' >&2
  fi
  return 0
}

# RUNLEVEL=1: the tests start servers of their own, so the package need not start one.
apt_get() { DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -qq -y --no-install-recommends "$@" </dev/null >&2; }

installed || install_packages || exit 1
[ "$want" != --test ] || { install_redis && install_postfix && install_java && install_judges_of_mail; }
