// The same for what names V8.

#include <v8.h>

#include "common_headers.h"
