#ifndef FERRY_TRANSFER_AGENT_EXTENSIONS_H_
#define FERRY_TRANSFER_AGENT_EXTENSIONS_H_

#include <memory>
#include <utility>
#include <vector>

namespace ferry {

// What a layer above transfer/ keeps for one isolate: an Agent owns at most one
// of each class. Isolate-bound.
class AgentExtension {
 public:
  AgentExtension() = default;
  virtual ~AgentExtension() = default;

  AgentExtension(const AgentExtension&) = delete;
  AgentExtension& operator=(const AgentExtension&) = delete;
};

// The extensions of an agent, by class. Destroys the last one first.
class AgentExtensions {
 public:
  AgentExtensions() = default;
  ~AgentExtensions() {
    while (!entries_.empty()) entries_.pop_back();
  }

  AgentExtensions(const AgentExtensions&) = delete;
  AgentExtensions& operator=(const AgentExtensions&) = delete;

  // Null where there is none.
  template <typename T>
  T* Find() const {
    for (const Entry& entry : entries_) {
      if (entry.key == &kKey<T>) return static_cast<T*>(entry.extension.get());
    }
    return nullptr;
  }

  // Makes the one that is not there yet.
  template <typename T, typename... Args>
  T& Make(Args&&... args) {
    auto extension = std::make_unique<T>(std::forward<Args>(args)...);
    T& made = *extension;
    entries_.push_back({&kKey<T>, std::move(extension)});
    return made;
  }

 private:
  // Stands for the class, as there is no RTTI. Its address counts; not const,
  // so that no linker folds equal ones.
  template <typename T>
  static inline char kKey = 0;

  struct Entry {
    const void* key;
    std::unique_ptr<AgentExtension> extension;
  };

  std::vector<Entry> entries_;
};

}  // namespace ferry

#endif  // FERRY_TRANSFER_AGENT_EXTENSIONS_H_
