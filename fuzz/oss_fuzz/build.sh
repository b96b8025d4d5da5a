#!/bin/bash -eu
# Builds the fuzz targets of //wire for OSS-Fuzz, which sets SRC, OUT, WORK, CC, CXX, CFLAGS,
# CXXFLAGS and LIB_FUZZING_ENGINE. Those that compare with V8 need a V8 that is built in the
# same way; tools/fuzz runs them.

ferry=$SRC/ferry
cmake -S "$ferry/fuzz/oss_fuzz" -B "$WORK/build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo \
  -DFERRY_ABSEIL_ROOT="$SRC/abseil" -DLIB_FUZZING_ENGINE="$LIB_FUZZING_ENGINE"
cmake --build "$WORK/build"

mkdir -p "$WORK/seeds"
python3 "$ferry/fuzz/seeds.py" "$ferry/tests/golden/golden-vectors.json" "$WORK/seeds"
zip -qjr "$WORK/seeds.zip" "$WORK/seeds"
for target in reader_fuzz document_fuzz write_read_fuzz; do
  cp "$WORK/build/$target" "$OUT/"
  cp "$WORK/seeds.zip" "$OUT/${target}_seed_corpus.zip"
  cp "$ferry/fuzz/wire.dict" "$OUT/$target.dict"
  printf '[libfuzzer]\nmax_len = 4096\ntimeout = 10\n' > "$OUT/$target.options"
done
