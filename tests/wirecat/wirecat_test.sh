#!/usr/bin/env bash
# wirecat on good files, bad files, and what is no file.
set -euo pipefail
wirecat=$PWD/tools/wirecat/wirecat
row=$PWD/tests/golden/node-row.bin
readme=$PWD/tools/wirecat/README.md
cd "$TEST_TMPDIR"

# expect STATUS TEXT COMMAND...: the exit status, and a part of what is printed.
expect() {
  local status=$1 text=$2 got=0 output
  shift 2
  output=$("$@" 2>&1) || got=$?
  if [[ $got != "$status" || $output != *"$text"* ]]; then
    printf 'FAILED: %s\nstatus %s, expected %s with "%s":\n%s\n' "$*" "$got" "$status" \
      "$text" "$output"
    exit 1
  fi
}

# v8.serialize({rows: [1.5, Buffer.from('a')]})
printf '\xff\x0fo"\x04rowsA\x02N\0\0\0\0\0\0\xf8\x3f\\\x0a\x01a$\0\x02{\x01' > node
# v8.serialize({a: true})
printf '\xff\x0fo"\x01aT{\x01' > plain
head -c 6 plain > cut
# An envelope: {a: host object 0}, and 7 as its data.
printf 'FERRY\x01\x01\x4d\x02\x01\x02hi\x0d\xff\x0fo"\x01a\\\0\0{\x01I\x0e\x53\x1e\xf7\xfe' > envelope
head -c 20 envelope > cut_envelope
# What Chromium writes: a FileList, and a trailer that names it.
printf '\xff\x15\xfe\0\0\0\0\0\0\0\x16\0\0\0\x06\xff\x10\\L\x02\0\x01\xa0\0\0\0\x01L' > blink
# Before it had an envelope.
printf '\xff\x07i\x05' > old_blink

expect 0 'plain: valid, written as by V8, wire version 15, 9 bytes' "$wirecat" validate plain
expect 0 'node: valid, written as by Node.js' "$wirecat" validate node
expect 0 '{"a":true}' "$wirecat" tojson plain
expect 0 '"byteLength":1' "$wirecat" tojson node
expect 0 '0000000b  4e 00 00 00 00 00 00 f8.. N      [0] 1.5' "$wirecat" inspect node
expect 0 'Uint8Array #2, 1 bytes at 0' "$wirecat" inspect node
expect 0 '{"a":true}' sh -c "$wirecat tojson < plain"
expect 0 'wire version 14' sh -c "$wirecat transcode --wire_version=14 plain | $wirecat inspect"

expect 0 '00000003  22 04 72 6f 77 73         "    key' "$wirecat" inspect node
expect 0 '00000000  ff 0f                        wire version 15' "$wirecat" inspect node
expect 0 'envelope: valid, written as by ferry, in an envelope' "$wirecat" validate envelope
expect 0 'host object number 0: type 77, version 2, 2 bytes, and data' "$wirecat" inspect envelope
expect 0 '00000014  5c 00 00                  \    "a": host object #1, number 0' \
  "$wirecat" inspect envelope
expect 0 '00000019  49 0e                     I  7' "$wirecat" inspect envelope
expect 0 '{"a":{"$hostObject":0}}' "$wirecat" tojson envelope
expect 0 'wire version 14' sh -c "$wirecat transcode --wire_version=14 envelope | $wirecat inspect"

expect 0 'blink: valid, written as by Blink version 21, wire version 16, 28 bytes' \
  "$wirecat" validate blink
expect 0 '00000000  ff 15 fe 00 00 00 00 00..    Blink version 21' "$wirecat" inspect blink
expect 0 '0000000f  ff 10                        wire version 16' "$wirecat" inspect blink
expect 0 'FileList #0: files [{index 0}, {index 1}]' "$wirecat" inspect blink
expect 0 'trailer: a realm must have FileList' "$wirecat" inspect blink
expect 0 '{"$hostObject":"FileList","files":[{"index":0},{"index":1}]}' "$wirecat" tojson blink
expect 0 '{"$hostObject":"Blob","index":5}' "$wirecat" tojson old_blink
expect 1 'wire version 21; the latest' "$wirecat" validate --form=v8 blink
expect 1 'At byte 17: an object of Blink' "$wirecat" transcode blink

# What the README shows.
expect 0 'written as by Node.js' "$wirecat" validate "$row"
"$wirecat" inspect "$row" > shown
"$wirecat" tojson "$row" >> shown
while IFS= read -r line; do
  grep -qF -- "$line" "$readme" || { printf 'FAILED: not in the README: %s\n' "$line"; exit 1; }
done < shown

# Colour only where it is asked for.
expect 0 $'\033[' "$wirecat" inspect --color=always plain
[[ $("$wirecat" inspect plain) != *$'\033'* ]]

# Nothing in a file, or in its name, acts on a terminal.
escapes=$'bad\033[2J\xc2\x9b\xff'
printf '\xff\x0fo"\x05\x1b[2J\x9b"\x01\x9b{\x01' > "$escapes"
for command in inspect tojson validate; do
  "$wirecat" "$command" "$escapes" "$escapes" nothing$'\033' > raw 2>&1 || true
  if LC_ALL=C grep -q $'[\x01-\x08\x0b-\x1f\x7f]\|\xc2[\x80-\x9f]' raw; then
    printf 'FAILED: %s prints control characters:\n' "$command"
    cat -v raw
    exit 1
  fi
done
expect 0 'bad\u001b[2J\u009b' "$wirecat" validate "$escapes"

# What is not written is a failure, and what never ends is not read for ever.
expect 1 'standard output: cannot be written' sh -c "$wirecat transcode plain > /dev/full"
expect 1 'standard output: cannot be written' sh -c "$wirecat inspect plain > /dev/full"
expect 1 '/dev/zero: has more than 9999999 bytes; --bytes allows more' \
  "$wirecat" validate --bytes=9999999 /dev/zero
expect 1 'has more than 8 bytes' "$wirecat" validate --bytes=8 plain
expect 0 'valid' "$wirecat" validate --bytes=9 plain

# The error, and where it is.
expect 1 'cut: At byte 6: the bytes end in the middle of the value' "$wirecat" validate cut
expect 1 '^ the end' "$wirecat" inspect cut
expect 1 'cut_envelope: At byte 16: the checksum does not match' "$wirecat" inspect cut_envelope
expect 1 'there is no host record of kind 10' "$wirecat" validate --form=v8 node
expect 1 'Is a directory' "$wirecat" inspect .
expect 1 'No such file' "$wirecat" inspect nothing
expect 1 'At byte 0' "$wirecat" validate /dev/null
expect 1 '-: At byte 0' sh -c ": | $wirecat inspect"
expect 2 'no command "explode"' "$wirecat" explode
expect 2 'which command?' "$wirecat"
expect 2 'transcode takes one file' "$wirecat" transcode plain node
expect 2 'is a release of V8' sh -c "$wirecat transcode --readable_by=new plain"
expect 2 '--form is auto' "$wirecat" validate --form=deno plain
echo passed
