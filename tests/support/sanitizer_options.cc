// What the sanitizers are told about code that is not ours.

// V8 comes as a shared library that is not instrumented, so ThreadSanitizer
// does not see its locks and atomics: what V8's own threads do with V8's own
// memory looks like a race. Only V8's own frames are left out; what our code
// does is reported, also where V8 called it. The exception is a template that
// lies in our program: what frees a backing store, with what it calls. V8's
// thread that sweeps buffers calls it, for those that V8 has handed to it under
// locks that are not seen.
extern "C" const char* __tsan_default_suppressions() {
  return "called_from_lib:libnode.so\n"
         "race_top:libnode.so\n"
         "race:^std::_Sp_counted_deleter<v8::BackingStore\n";
}
