#!/bin/sh
# The event arrives on standard input as one line of JSON; what is written to standard output is the
# exit event's data. BusyBox has no JSON tool, so the name is cut out of the line.
name=$(sed 's/.*"name":"\([^"]*\)".*/\1/')
echo "read the event of $name" >&2
printf '{"greeting": "Goodbye %s, you ran well", "by": "%s"}\n' "$name" "$(hostname)"
