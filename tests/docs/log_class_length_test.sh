#!/bin/sh
# A class of an embedder takes at most 60 lines of at most 80 columns.
set -eu
lines=$(wc -l < "$1")
width=$(wc -L < "$1")
echo "$lines lines, $width columns"
[ "$lines" -le 60 ] && [ "$width" -le 80 ]
