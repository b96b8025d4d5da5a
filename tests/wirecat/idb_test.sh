#!/usr/bin/env bash
# wirecat idb on folders that Chromium made (browser/make.py), whole and damaged, and on
# what is no such folder.
set -euo pipefail
wirecat=$PWD/tools/wirecat/wirecat
damage=$PWD/tests/wirecat/idb_damage
browser=$PWD/tests/wirecat/browser
cd "$TEST_TMPDIR"

fail() {
  printf 'FAILED: %s\n' "$*"
  exit 1
}

# expect STATUS TEXT COMMAND...: the exit status, and a part of what is printed.
expect() {
  local status=$1 text=$2 got=0 output
  shift 2
  output=$("$@" 2>&1) || got=$?
  [[ $got == "$status" && $output == *"$text"* ]] ||
    fail "$*"$'\n'"status $got, expected $status with \"$text\":"$'\n'"${output:0:2000}"
}

# A folder may be in use: nothing is opened for writing, made, renamed or locked there.
python3 -m tarfile -e "$browser/chromium.tar.xz" .
for form in leveldb sqlite; do
  folder=$(find "$form" -maxdepth 1 -type d -name 'http_*' ! -name '*.blob')
  before=$(find "$form" -printf '%p %s %T@ %C@\n' | sort)
  expect 0 '{"database":"kinds",' "$wirecat" idb "$folder"
  "$wirecat" idb "$folder" > lines
  python3 "$browser/compare.py" "$form/said.json" lines
  [[ $before == "$(find "$form" -printf '%p %s %T@ %C@\n' | sort)" ]] || fail "$form has changed"
  [[ -z $(find . -maxdepth 1 -name 'wirecat-*') ]] || fail "a copy was left behind"
  grep -v '"database":"kinds"' lines > "$form.people"
done
# Both forms have the same databases, but for the origin and their order.
for form in leveldb sqlite; do
  sed -E 's/,"origin":"[^"]*"//; s/,"blobs":.*//' "$form.people" | sort > "$form.sorted"
done
diff leveldb.sorted sqlite.sorted || fail "the forms differ"
cat > people <<'END'
{"database":"people","store":"people","keyPath":"id","autoIncrement":true}
{"database":"people","store":"empty","keyPath":["a","b.c"],"autoIncrement":false}
{"database":"people","store":"people","index":"tags","keyPath":"tags","unique":false,"multiEntry":true}
{"database":"people","store":"people","index":"place","keyPath":["city","street"],"unique":false,"multiEntry":false}
{"database":"people","store":"people","index":"mail","keyPath":"mail","unique":true,"multiEntry":false}
{"database":"people","store":"people","key":1,"value":{"id":1,"name":"Zoe","mail":"z@x","tags":["a","c"],"city":"Bern","street":"Am Rain"}}
{"database":"people","store":"people","index":"tags","key":"b","primaryKey":2}
{"database":"people","store":"people","index":"tags","key":"c","primaryKey":1}
{"database":"people","store":"people","index":"place","key":["Bern","街"],"primaryKey":2}
{"database":"people","version":3}
{"database":"ü/😀","version":1}
END
while IFS= read -r line; do
  grep -qF -- "$line" leveldb.sorted || fail "not there: $line"
done < people
! grep -q gone leveldb.people || fail 'a deleted record is shown'

# Each file cut short and damaged, and missing.
leveldb=leveldb/http_localhost_8123.indexeddb.leveldb
"$damage" "$leveldb"
for file in CURRENT MANIFEST-000001 000004.log 000005.ldb; do
  rm -rf damaged && cp -r leveldb damaged
  place=damaged/${leveldb#leveldb/}
  size=$(stat -c %s "$place/$file")
  truncate -s $((size / 2)) "$place/$file"
  got=0 && "$wirecat" idb "$place" > out 2>&1 || got=$?
  [[ $got -le 1 ]] || fail "$file cut: status $got"
  grep -q "$file" out || [[ $file == CURRENT ]] || fail "$file cut: $(tail -n 1 out)"
  cp "$leveldb/$file" "$place/$file"
  printf '\x5a' | dd of="$place/$file" bs=1 seek=$((size / 2)) conv=notrunc status=none
  expect 1 "$file" "$wirecat" idb "$place"
  rm "$place/$file"
  [[ $file == 000004.log ]] || expect 1 '' "$wirecat" idb "$place"
done
# A value that was moved to a Blob, without its file, is one failure, not all.
rm -rf damaged && cp -r leveldb damaged && rm -r damaged/*.blob
expect 1 '"error":"the value was moved to a Blob, and its file is not there' \
  "$wirecat" idb "damaged/${leveldb#leveldb/}"
expect 1 '1 values cannot be read' "$wirecat" idb "damaged/${leveldb#leveldb/}"

# SQLite's files too.
rm -rf damaged && cp -r sqlite damaged
for file in damaged/http_localhost_8123/*-wal; do
  truncate -s 5000 "$file"
done
got=0 && "$wirecat" idb damaged/http_localhost_8123 > out 2>&1 || got=$?
[[ $got == 1 ]] || fail "a cut database: status $got"
grep -q 'SQLite says: no such table' out || fail "a cut database: $(cat out)"

# With the log put into the database, which has no checksums.
rm -rf damaged && cp -r sqlite damaged
python3 - damaged/http_localhost_8123 "$wirecat" <<'END'
import pathlib, random, sqlite3, subprocess, sys
folder, wirecat = pathlib.Path(sys.argv[1]), sys.argv[2]
databases = [path for path in folder.iterdir() if len(path.name) == 52]
for path in databases:
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = DELETE")
    database.close()
def run():
    return subprocess.run([wirecat, "idb", folder], capture_output=True, timeout=60)
assert run().returncode == 0
random.seed(1)
for path in databases:
    whole = path.read_bytes()
    for _ in range(6):
        damaged = bytearray(whole)
        for _ in range(random.choice((1, 1, 30))):
            damaged[random.randrange(len(whole))] ^= 1 << random.randrange(8)
        if random.random() < 0.2:
            del damaged[random.randrange(len(whole)):]
        path.write_bytes(damaged)
        result = run()
        assert result.returncode in (0, 1), result
    path.write_bytes(whole)
END

# A value with what IndexedDB puts around it.
printf '\x02\xff\x11\x02\x04\x0c\xff\x0fI\x0e' > compressed
tail -c +2 compressed > unversioned
printf '\x8d\x01\xff\x11\xff\x0dI\x0e' > versioned
printf '\xff\x11\x01\x05\x00' > moved
# As Chromium before 58 wrote it: {a: 7}, each two bytes swapped, with and without a version.
printf '\x0d\xff"oa\x01\x0eI\x01{' > swapped
printf '\x05\x0d\xff"oa\x01\x0eI\x01{' > versioned_swapped
[[ $("$wirecat" tojson swapped) == '{"a":7}' ]] || fail swapped
[[ $("$wirecat" tojson versioned_swapped) == '{"a":7}' ]] || fail versioned_swapped
for value in compressed unversioned versioned; do
  [[ $("$wirecat" tojson "$value") == 7 ]] || fail "$value"
done
expect 1 'the value was moved to a Blob; wirecat idb finds it' "$wirecat" tojson moved
head -c 8 compressed > half
expect 1 'what is compressed is damaged' "$wirecat" tojson half

# Bounded, whatever a folder has.
expect 1 'the files have too many bytes; --bytes allows more' "$wirecat" idb --bytes=1000 "$leveldb"
expect 1 'bytes; --bytes allows more' "$wirecat" idb --bytes=1000000 "$leveldb"
rm -rf hostile && cp -r "$leveldb" hostile
truncate -s 1T hostile/000099.log
expect 1 '--bytes allows more' "$wirecat" idb hostile
rm hostile/000099.log && mkfifo hostile/000099.log
expect 1 '000099.log is no file' timeout 10 "$wirecat" idb hostile
rm hostile/000099.log && ln -s /etc/passwd hostile/000099.log
expect 1 '000099.log is a link' "$wirecat" idb hostile
rm hostile/000099.log && ln -s . hostile/000099.log
expect 1 '000099.log is a link' "$wirecat" idb hostile
rm hostile/000099.log && echo MANIFEST-000001/../../x > hostile/CURRENT
expect 1 'CURRENT: it names no MANIFEST' "$wirecat" idb hostile

# A folder that goes on changing. The large file, which no longer counts, makes a pass take
# so long that the writer comes to its turn.
rm -rf live && cp -r "$leveldb" live
truncate -s 100M live/000001.log
python3 -c '
while True:
    with open("live/000004.log", "ab", 0) as file:
        for i in range(1000): file.write(b"x")
    open("live/000004.log", "ab").truncate(732429)
' &
writer=$!
for attempt in $(seq 5); do
  "$wirecat" idb live > out 2>&1 || true
  grep -q 'changed while it was read, 5 times' out && break
  [[ $attempt != 5 ]] || fail "a changing folder: $(tail -n 1 out)"
done
kill "$writer"
wait "$writer" || true

# What is something else.
mkdir -p firefox/idb empty other
touch firefox/.metadata-v2 firefox/idb/123abc.sqlite
expect 1 "this is Firefox's IndexedDB. Its values are SpiderMonkey's" "$wirecat" idb firefox
expect 1 "this is Firefox's IndexedDB" "$wirecat" idb firefox/idb
expect 1 "this is no folder of Chromium's IndexedDB" "$wirecat" idb empty
expect 1 'Inside it are: http_localhost_8123.indexeddb.leveldb' "$wirecat" idb leveldb
cp -r "$leveldb"/. other
python3 - other/MANIFEST-000001 <<'END'
import pathlib, sys
def crc32c(data):
    crc = 0xffffffff
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82f63b78 if crc & 1 else 0)
    return crc ^ 0xffffffff
name = b'leveldb.BytewiseComparator'
record = bytes([1, len(name)]) + name + bytes([2, 4, 3, 6, 4, 1])
crc = crc32c(b'\x01' + record)
masked = ((crc >> 15 | crc << 17) + 0xa282ead8) & 0xffffffff
pathlib.Path(sys.argv[1]).write_bytes(
    masked.to_bytes(4, 'little') + len(record).to_bytes(2, 'little') + b'\x01' + record)
END
expect 1 'its keys are compared by "leveldb.BytewiseComparator"' "$wirecat" idb other
expect 1 'No such file' "$wirecat" idb nothing
expect 1 'Not a directory' "$wirecat" idb people
expect 2 'idb takes a folder' "$wirecat" idb
echo passed
