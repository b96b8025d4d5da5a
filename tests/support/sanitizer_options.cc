// What the sanitizers are told about code that is not ours.

// V8 comes as a shared library that is not instrumented, so ThreadSanitizer
// does not see its locks and atomics: what V8's own threads do with V8's own
// memory looks like a race. Only V8's own frames are left out; what our code
// does is reported, also where V8 called it.
extern "C" const char* __tsan_default_suppressions() {
  return "called_from_lib:libnode.so\n"
         "race_top:libnode.so\n";
}
