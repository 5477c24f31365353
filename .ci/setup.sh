# Sourced by ./run and ./test: a Python environment from the hash-pinned locks, and what the browser needs.
# Each step leaves a stamp, so that the second time costs nothing and needs no network.
export PYTHONUTF8=1 LC_ALL="${LC_ALL:-C.UTF-8}" PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
VENV="$PWD/.venv"

lacks() { printf 'kharita: %s\n' "$1" >&2; exit 1; }

# as_root COMMAND...: run it as root where that needs no password; fails quietly where it does.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo -n "$@" 2>/dev/null; else return 1; fi
}

# debian PACKAGE...: install Debian packages, or say the command.
debian() {
  command -v apt-get >/dev/null || lacks "$1 is missing, and this is no Debian or Ubuntu: install it, then run this again"
  as_root true || lacks "$1 is missing: run  sudo apt-get install -y $*  then run this again"
  { as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } >/dev/null 2>&1 ||
    lacks "$1 is missing and could not be fetched: connect to the network, run  apt-get install -y $*  then run this again"
}

# browser: Chromium without windows where Debian has it, otherwise the whole one.
browser() {
  for name in chromium-headless-shell chromium chromium-browser google-chrome; do command -v "$name" >/dev/null && return; done
  (debian chromium-headless-shell) 2>/dev/null || debian chromium
}

python_command() {
  for name in python3.11 python3.12 python3.13 python3; do
    if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
      echo "$name"
      return
    fi
  done
  return 1
}

# environment: .venv with pip in it, made anew when it is half made, or was made elsewhere or by a Python that is gone.
environment() {
  [ "$(cat "$VENV/.kharita-home" 2>/dev/null)" = "$VENV" ] && "$VENV/bin/python" -c '' 2>/dev/null && return
  python=$(python_command) || { debian python3 python3-venv && python=$(python_command); } ||
    lacks "Python 3.11 or later is missing: install it (Debian 12 and Ubuntu 24.04 have it), then run this again"
  "$python" -c 'import ensurepip' 2>/dev/null || debian "$(basename "$(readlink -f "$(command -v "$python")")")-venv"
  echo "kharita: setting up, once; this takes a few minutes" >&2
  rm -rf "$VENV"
  "$python" -m venv "$VENV" || lacks "the Python environment could not be made in $VENV"
  echo "$VENV" > "$VENV/.kharita-home"
}

# locked FILE [PIP OPTION...]: install a lock with its hashes, unless this very lock is installed.
locked() {
  stamp="$VENV/.kharita-$(basename "$(dirname "$PWD/$1")")"
  sum=$(sha256sum < "$1")
  [ "$(cat "$stamp" 2>/dev/null)" = "$sum" ] && return
  "$VENV/bin/pip" install -q --require-hashes --only-binary :all: "${@:2}" -r "$1" 2> "$VENV/pip.log" ||
    lacks "the packages of $1 could not be installed (.venv/pip.log says why): connect to the network once, then run this again"
  echo "$sum" > "$stamp"
}

# command_line: `.venv/bin/geodata`, without a build.
command_line() {
  printf '#!/bin/sh\nPYTHONPATH="%s" exec "%s/bin/python" -m geodata "$@"\n' "$PWD" "$VENV" > "$VENV/bin/geodata"
  chmod +x "$VENV/bin/geodata"
}

setup() {
  environment
  locked requirements.txt
  command_line
  "$VENV/bin/python" -m dashboard.vendor || exit 1
}

setup_tests() {
  setup
  locked tests/requirements.txt
  browser
  command -v git >/dev/null || debian git
  # The disk that fails on command is a few lines of C.
  command -v gcc >/dev/null || debian gcc libc6-dev
  PATH="$PATH:/usr/sbin" command -v nginx >/dev/null || debian nginx-light
  command -v openssl >/dev/null || debian openssl
  # Spark comes as source only, and runs on Java.
  locked tests/archive/requirements.txt --no-binary pyspark
  command -v java >/dev/null || debian default-jre-headless
  ls /usr/lib/postgresql/*/bin/initdb /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 || debian postgresql-postgis
}
