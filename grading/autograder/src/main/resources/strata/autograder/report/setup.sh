#!/usr/bin/env bash
# Once, when Gradescope builds the image: what the grader needs of the system. The rest is in the zip.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get update
# A JDK, since submissions are compiled; bubblewrap and util-linux for the walls around them.
apt-get install -y --no-install-recommends openjdk-21-jdk-headless bubblewrap util-linux
apt-get clean
rm -rf /var/lib/apt/lists/*
javac -version
