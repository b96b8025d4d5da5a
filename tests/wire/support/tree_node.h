#ifndef FERRY_TESTS_WIRE_SUPPORT_TREE_NODE_H_
#define FERRY_TESTS_WIRE_SUPPORT_TREE_NODE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ferry::wire::testing {

// A value; objects get their printed id only when they are printed, because
// properties are not printed in the order of the wire.
struct Node {
  std::string kind;
  std::string before;  // Text after the id.
  struct Property {
    std::string key;  // Quoted.
    std::optional<uint32_t> index;
    Node* value;
  };
  std::vector<Property> properties;
  std::vector<Node*> entries;  // Of a Map, keys and values in turn.
  std::string primitive;       // All of the text, where it is no object.
  Node* nested = nullptr;      // A view's buffer, an error's cause.
  bool has_properties = false;
  bool is_array = false;
  uint32_t length = 0;
  bool has_entries = false;
  bool is_map = false;
  std::string name = {}, message = "\"\"", stack = "null";
};

// Sorts properties as JavaScript does.
std::string PrintTree(Node* root);

}  // namespace ferry::wire::testing

#endif  // FERRY_TESTS_WIRE_SUPPORT_TREE_NODE_H_
