#include "ferry/serializer/internal/direct/walks.h"

#include <memory>

#include "ferry/transfer/transfer_mode_registry.h"

namespace ferry::internal {
namespace {

// To learn what an unknown hidden class is takes as long as to serialize many
// objects. So a walk gives up that meets more of them than this and, on
// average, more than one among so many objects; and where that was not enough
// to give up, it was still a bad idea.
constexpr size_t kUnknownAtFirst = 64;
constexpr uint32_t kObjectsForUnknown = 8;

}  // namespace

Walks::Walks(Agent& agent)
    : agent_(agent),
      isolate_(agent.isolate()),
      realm_key_(isolate_, v8::Private::New(isolate_)) {
  isolate_->AddGCEpilogueCallback(OnGarbageCollection, this);
}

Walks::~Walks() {
  isolate_->RemoveGCEpilogueCallback(OnGarbageCollection, this);
}

// Walks are of one agent: the realms learn anew.
void Walks::WriteSnapshot(SnapshotWriter&) {
  v8::HandleScope handles(isolate_);
  realms_.Forget(isolate_, realm_key_.Get(isolate_));
}

void Walks::OnGarbageCollection(v8::Isolate* isolate, v8::GCType type,
                                v8::GCCallbackFlags flags, void* data) {
  Walks& walks = *static_cast<Walks*>(data);
  ++walks.collections_;
  if (type == v8::kGCTypeMarkSweepCompact) ++walks.full_collections_;
}

bool Walks::Begin(v8::Local<v8::Context> context) {
  Realm& realm = realms_.Of(isolate_, context,
                            [this] { return std::make_unique<Realm>(agent_); });
  if (realm.samples.is_empty()) {
    v8::Context::Scope scope(context);
    realm.samples.Initialize(isolate_, context, realm_key_.Get(isolate_));
    if (realm.samples.is_empty()) return false;
  }
  realm_ = &realm;
  context_ = context;
  met_at_ = collections_;
  holes_are_undefined_ = false;
  unknown_ = 0;
  return true;
}

void Walks::End() {
  realm_ = nullptr;
  context_.Clear();
  walked_ = met_.size();
  met_.Clear();
}

bool Walks::met_mostly_unknown() const {
  return unknown_ * kObjectsForUnknown > walked_;
}

const HiddenClass* Walks::ClassOf(v8::Local<v8::Object> object) {
  HiddenClasses& classes = realm_->hidden_classes;
  if (realm_->learned_at != full_collections_ || classes.is_full()) {
    realm_->learned_at = full_collections_;
    classes.Clear();
    realm_->samples.AddArrays(isolate_, context_, classes);
  }
  if (const HiddenClass* known = classes.Find(HiddenClasses::Of(object))) {
    return known;
  }
  if (unknown_ >= kUnknownAtFirst + met_.size() / kObjectsForUnknown) {
    return nullptr;
  }
  ++unknown_;
  return classes.Learn(context_, object, object_prototype());
}

bool Walks::IsPlainSlow(v8::Local<v8::Object> object,
                        const HiddenClass& hidden_class) {
  TransferModeRegistry& marks = TransferModeRegistry::Of(agent_);
  const bool is_known = hidden_class.kind == ObjectKind::kPlain;
  if (!is_known && !HasOnlyPlainData(context_, object)) return false;
  return !(is_known ? marks.has_class_marks() : marks.has_marks()) ||
         !IsMarked(object);
}

v8::MaybeLocal<v8::Array> Walks::PlainNames(v8::Local<v8::Object> object) {
  if (TransferModeRegistry::Of(agent_).has_marks() && IsMarked(object)) {
    return {};
  }
  return NamesOfPlainData(context_, object);
}

bool Walks::IsMarked(v8::Local<v8::Object> object) {
  return TransferModeRegistry::Of(agent_)
      .IsMarked(context_, object, object_prototype())
      .FromMaybe(true);
}

bool Walks::HolesAreUndefined() {
  if (!holes_are_undefined_) {
    holes_are_undefined_ =
        realm_->samples.HolesAreUndefined(isolate_, context_);
  }
  return holes_are_undefined_;
}

}  // namespace ferry::internal
