#ifndef FERRY_WIRE_JSON_STRING_H_
#define FERRY_WIRE_JSON_STRING_H_

#include <string>

#include "ferry/wire/text.h"

namespace ferry::wire {

// `text` in quotation marks, as JSON.stringify writes it: lone surrogates are
// escaped, so nothing is lost. ECMA-262, QuoteJSONString.
void AppendJsonString(const Text& text, std::string& out);

}  // namespace ferry::wire

#endif  // FERRY_WIRE_JSON_STRING_H_
