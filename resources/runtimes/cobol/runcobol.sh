#!/bin/sh
# Compiles a COBOL program, unless a call before has, and becomes it.
program=${1%.*}.program
if [ ! -x "$program" ]; then
    # Warm calls that begin side by side compile one each; whichever is last stays. What the compiler
    # complains about is the log, and 126 says that trying again cannot help.
    cobc -x -I "$(dirname "$1")" -o "$program.$$" "$1" >&2 || exit 126
    mv "$program.$$" "$program"
fi
exec "$program"
