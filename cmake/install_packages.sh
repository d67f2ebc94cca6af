#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 the softmargin authors
# SPDX-License-Identifier: MIT
#
# install_packages.sh build|test|ci|web|browser|npm|benchmarks
#
# Installs what is missing of the Debian and Ubuntu packages that the examples, the tests, the whole
# of .ci/run, the web demo, its tests in a browser or the benchmarks need. Does nothing where all are
# there, and leaves other systems alone.
set -euo pipefail

build=(cmake g++ libcli11-dev libeigen3-dev libpng-dev ninja-build zlib1g-dev)
tests=("${build[@]}" catch2)
ci=("${tests[@]}" clang-16 clang-format git libclang-rt-16-dev)
web=(clang-19 libc++-19-dev-wasm32 libc++abi-19-dev-wasm32 libclang-rt-19-dev-wasm32 libeigen3-dev
  lld-19 nodejs wasi-libc)
browser=(chromium)
npm=(npm)  # part of nodejs where that is not Debian's own
benchmarks=("${build[@]}" libdlib-dev liblinear-dev libopenblas-dev python3-numpy python3-sklearn
  python3-torch)

case "${1:-}" in
  build) wanted=("${build[@]}") ;;
  test) wanted=("${tests[@]}") ;;
  ci) wanted=("${ci[@]}") ;;
  web) wanted=("${web[@]}") ;;
  browser) wanted=("${browser[@]}") ;;
  npm) wanted=("${npm[@]}") ;;
  benchmarks) wanted=("${benchmarks[@]}") ;;
  *)
    echo "usage: $0 build|test|ci|web|browser|npm|benchmarks" >&2
    exit 2
    ;;
esac

if ! command -v apt-get > /dev/null; then
  echo "Not a Debian or Ubuntu system. Needed by their Debian names: ${wanted[*]}" >&2
  exit 0
fi

missing=()
for package in "${wanted[@]}"; do
  if ! dpkg-query --show --showformat='${db:Status-Status}' "$package" 2> /dev/null |
    grep --quiet --line-regexp installed; then
    missing+=("$package")
  fi
done
if ((${#missing[@]} == 0)); then
  exit 0
fi

as_root=()
if ((EUID != 0)); then
  as_root=(sudo)
fi

# Runs apt-get without a word, unless it fails.
apt() {
  local log
  if ! log=$("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get --yes "$@" 2>&1); then
    echo "$log"
    return 1
  fi
}

# The package lists of a new machine are empty or out of date: then load them and try again.
echo "Installing ${missing[*]}"
install=(install --no-install-recommends "${missing[@]}")
if ! apt "${install[@]}" > /dev/null; then
  apt update >&2
  apt "${install[@]}" >&2
fi
