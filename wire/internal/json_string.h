#ifndef FERRY_WIRE_INTERNAL_JSON_STRING_H_
#define FERRY_WIRE_INTERNAL_JSON_STRING_H_

#include <string>

#include "ferry/wire/text.h"

namespace ferry::wire {

// `text` in quotation marks, as JSON.stringify writes it: lone surrogates are
// escaped, so nothing is lost. ECMA-262, QuoteJSONString.
void AppendJsonString(const Text& text, std::string& out);

// The same value, for text that is looked at: what a terminal or an editor
// obeys instead of showing it is escaped too, such as U+009B, which begins a
// command, and U+202E, which turns the rest of a line round.
void AppendVisibleString(const Text& text, std::string& out);

}  // namespace ferry::wire

#endif  // FERRY_WIRE_INTERNAL_JSON_STRING_H_
