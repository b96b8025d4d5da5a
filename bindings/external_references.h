#ifndef FERRY_BINDINGS_EXTERNAL_REFERENCES_H_
#define FERRY_BINDINGS_EXTERNAL_REFERENCES_H_

#include <cstdint>
#include <vector>

namespace ferry {

// The C++ functions that the library's JavaScript functions call, for
// v8::Isolate::CreateParams::external_references: of the isolate that writes a
// startup snapshot and, the same ones in the same order, of each that is made
// of it. Classes and functions of the embedder's own follow, then a 0; V8 reads
// the numbers as long as the isolate lives.
//
//   std::vector<intptr_t> references = ferry::ExternalReferences();
//   ferry::NativeClass<Picture>::AddReferences(references);
//   references.push_back(0);
//   params.external_references = references.data();
std::vector<intptr_t> ExternalReferences();

}  // namespace ferry

#endif  // FERRY_BINDINGS_EXTERNAL_REFERENCES_H_
