#include "benchmarks/support/json_walk.h"

#include <cstdlib>
#include <string_view>

namespace ferry::benchmarks {
namespace {

using simdjson::ondemand::json_type;

bool Walk(simdjson::ondemand::value value, WalkResult& result) {
  ++result.values;
  json_type type;
  if (value.type().get(type) != simdjson::SUCCESS) return false;
  switch (type) {
    case json_type::object: {
      simdjson::ondemand::object object;
      if (value.get_object().get(object) != simdjson::SUCCESS) return false;
      for (auto field : object) {
        std::string_view key;
        simdjson::ondemand::value member;
        if (field.unescaped_key().get(key) != simdjson::SUCCESS ||
            field.value().get(member) != simdjson::SUCCESS ||
            !Walk(member, result)) {
          return false;
        }
        result.text += key.size();
      }
      return true;
    }
    case json_type::array: {
      simdjson::ondemand::array array;
      if (value.get_array().get(array) != simdjson::SUCCESS) return false;
      for (auto element : array) {
        simdjson::ondemand::value item;
        if (element.get(item) != simdjson::SUCCESS || !Walk(item, result)) {
          return false;
        }
      }
      return true;
    }
    case json_type::number: {
      double number;
      if (value.get_double().get(number) != simdjson::SUCCESS) return false;
      result.numbers += number;
      return true;
    }
    case json_type::string: {
      std::string_view text;
      if (value.get_string().get(text) != simdjson::SUCCESS) return false;
      result.text += text.size();
      return true;
    }
    case json_type::boolean: {
      bool boolean;
      return value.get_bool().get(boolean) == simdjson::SUCCESS;
    }
    default:
      return value.is_null().error() == simdjson::SUCCESS;
  }
}

}  // namespace

WalkResult WalkJson(simdjson::ondemand::parser& parser,
                    const simdjson::padded_string& json) {
  WalkResult result;
  simdjson::ondemand::document document;
  simdjson::ondemand::value root;
  std::string_view text;
  if (parser.iterate(json).get(document) != simdjson::SUCCESS) std::abort();
  // A string or number at the top is no value to this parser.
  if (document.get_value().get(root) == simdjson::SUCCESS) {
    if (!Walk(root, result)) std::abort();
  } else if (document.get_string().get(text) == simdjson::SUCCESS) {
    result.text += text.size();
  } else {
    std::abort();
  }
  return result;
}

}  // namespace ferry::benchmarks
