#ifndef FERRY_SERIALIZER_INTERNAL_DIRECT_PER_REALM_H_
#define FERRY_SERIALIZER_INTERNAL_DIRECT_PER_REALM_H_

#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-primitive.h>

#include <memory>
#include <utility>
#include <vector>

namespace ferry::internal {

// A T for each realm of an isolate that was asked for, until the realm is gone.
// Keeps no realm alive. Isolate-bound.
template <typename T>
class PerRealm {
 public:
  // That of `context`, which `make` makes where there is none. It stays where
  // it is.
  template <typename F>
  T& Of(v8::Isolate* isolate, v8::Local<v8::Context> context, F make) {
    for (Entry& entry : entries_) {
      if (entry.context == context) {
        // The last one is asked for again.
        if (&entry != &entries_.front()) std::swap(entry, entries_.front());
        return *entries_.front().value;
      }
    }
    std::erase_if(entries_,
                  [](const Entry& entry) { return entry.context.IsEmpty(); });
    Entry& entry = entries_.emplace_back(
        Entry{v8::Global<v8::Context>(isolate, context), make()});
    entry.context.SetWeak();
    return *entry.value;
  }

  // The realms keep nothing more under `key`, in their extras binding objects.
  void Forget(v8::Isolate* isolate, v8::Local<v8::Private> key) const {
    v8::HandleScope handles(isolate);
    for (const Entry& entry : entries_) {
      if (entry.context.IsEmpty()) continue;
      v8::Local<v8::Context> context = entry.context.Get(isolate);
      context->GetExtrasBindingObject()->DeletePrivate(context, key).Check();
    }
  }

 private:
  struct Entry {
    v8::Global<v8::Context> context;
    std::unique_ptr<T> value;
  };

  std::vector<Entry> entries_;
};

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_DIRECT_PER_REALM_H_
