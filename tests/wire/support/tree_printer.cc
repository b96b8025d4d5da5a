#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ferry/tests/wire/support/tree_node.h"

namespace ferry::wire::testing {
namespace {

class Printer {
 public:
  std::string Print(Node* node) {
    if (!node->primitive.empty()) return node->primitive;
    auto [at, is_new] = printed_.try_emplace(node, printed_.size());
    size_t id = at->second;
    if (!is_new) return absl::StrCat(R"({"k":"ref","id":)", id, "}");
    std::string out =
        absl::StrCat(R"({"k":")", node->kind, R"(","id":)", id, node->before);
    if (node->kind == "error") {
      absl::StrAppend(&out, R"(,"name":")", node->name, R"(","message":)",
                      node->message, R"(,"stack":)", node->stack);
      if (node->nested != nullptr) {
        absl::StrAppend(&out, R"(,"cause":)", Print(node->nested));
      }
    } else if (node->nested != nullptr) {
      absl::StrAppend(&out, Print(node->nested));
    }
    if (node->is_array) absl::StrAppend(&out, GrownLength(*node), ",");
    if (node->has_properties) AppendProperties(*node, out);
    if (node->has_entries) AppendEntries(*node, out);
    return out + "}";
  }

 private:
  // As SameValueZero tells keys of a Map apart.
  std::string Identity(const Node* node) {
    if (node->primitive.empty()) {
      return absl::StrCat(reinterpret_cast<uintptr_t>(node));
    }
    return node->primitive == R"({"k":"number","v":"-0"})"
               ? R"({"k":"number","v":"0"})"
               : node->primitive;
  }

  // An index above the length makes the array longer.
  uint32_t GrownLength(const Node& node) {
    uint32_t length = node.length;
    for (const Node::Property& property : node.properties) {
      if (property.index) length = std::max(length, *property.index + 1);
    }
    return length;
  }

  void AppendProperties(Node& node, std::string& out) {
    std::stable_sort(node.properties.begin(), node.properties.end(),
                     [](const Node::Property& a, const Node::Property& b) {
                       if (a.index && b.index) return *a.index < *b.index;
                       return a.index.has_value() && !b.index.has_value();
                     });
    absl::StrAppend(&out, node.is_array ? "" : ",", R"("props":[)");
    const char* comma = "";
    for (const Node::Property& property : node.properties) {
      absl::StrAppend(&out, comma, "[", property.key, ",",
                      Print(property.value), "]");
      comma = ",";
    }
    out += "]";
  }

  void AppendEntries(Node& node, std::string& out) {
    size_t step = node.is_map ? 2 : 1;
    std::map<std::string, size_t> met;
    std::vector<std::pair<Node*, Node*>> entries;
    for (size_t i = 0; i + step <= node.entries.size(); i += step) {
      Node* value = node.entries[i + step - 1];
      auto [at, is_new] =
          met.try_emplace(Identity(node.entries[i]), entries.size());
      if (is_new) {
        entries.push_back({node.entries[i], value});
      } else {
        entries[at->second].second = value;
      }
    }
    absl::StrAppend(&out, R"(,"entries":[)");
    const char* comma = "";
    for (auto& [key, value] : entries) {
      std::string identity = Identity(key);
      // A key that is -0 is 0 in a Map.
      std::string text = key->primitive.empty() ? Print(key) : identity;
      if (node.is_map) {
        absl::StrAppend(&out, comma, "[", text, ",", Print(value), "]");
      } else {
        absl::StrAppend(&out, comma, text);
      }
      comma = ",";
    }
    out += "]";
  }

  std::unordered_map<Node*, size_t> printed_;
};

}  // namespace

std::string PrintTree(Node* root) { return Printer().Print(root); }

}  // namespace ferry::wire::testing
