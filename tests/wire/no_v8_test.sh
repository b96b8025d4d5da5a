#!/usr/bin/env bash
# wire/ stands alone: no header of V8, no symbol of it.
set -euo pipefail

failed=0
if grep -nE '#include [<"](v8|cppgc|libplatform|node)' wire/*.h wire/*.cc wire/internal/*; then
  echo "wire/ includes a header of V8."
  failed=1
fi
if grep -nE '#include "ferry/' wire/*.h wire/*.cc wire/internal/* | grep -v '"ferry/wire/'; then
  echo "wire/ includes a header of another folder."
  failed=1
fi
program=tests/wire/wire_alone
if nm --demangle --dynamic --undefined-only "$program" | grep -E ' (v8|node|cppgc)::'; then
  echo "$program needs symbols of V8."
  failed=1
fi
if nm --demangle "$program" 2>/dev/null | grep -E ' (v8|node|cppgc)::'; then
  echo "$program has symbols of V8."
  failed=1
fi
if ldd "$program" | grep -E 'libnode|libv8'; then
  echo "$program links V8."
  failed=1
fi
exit "$failed"
