// What the sanitizers are told about code that is not ours.

// V8 comes as a shared library that is not instrumented, so ThreadSanitizer
// does not see its locks and atomics: what V8's own threads do with V8's own
// memory looks like a race. Only V8's own frames are left out; what our code
// does is reported, also where V8 called it. The exceptions lie
// in our program, and V8 has handed them over under locks that are not seen:
// what frees a backing store, by V8's thread that sweeps buffers (a template,
// and the pool's deleter with what it was given; the pool's own lock is checked
// by clang), and what lets go of a task runner of V8's platform.
extern "C" const char* __tsan_default_suppressions() {
  return "called_from_lib:libnode.so\n"
         "race_top:libnode.so\n"
         "race:^std::_Sp_counted_deleter<v8::BackingStore\n"
         "race:^ferry::internal::BufferPool::OnFree\n"
         "race:^std::shared_ptr<v8::TaskRunner>::~shared_ptr\n";
}
