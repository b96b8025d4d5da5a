#ifndef FERRY_WIRE_INTERNAL_JSON_NUMBER_H_
#define FERRY_WIRE_INTERNAL_JSON_NUMBER_H_

#include <string>

namespace ferry::wire {

// As JavaScript writes it, or {"$number":"NaN"} for what JSON has not.
void AppendJsonNumber(double number, std::string& out);

}  // namespace ferry::wire

#endif  // FERRY_WIRE_INTERNAL_JSON_NUMBER_H_
