// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "report/formats.h"
#include "report/report_json.h"

namespace netkeel {
namespace {

using Json = nlohmann::ordered_json;

/// JSON's quoted strings are YAML's; numbers, booleans and null are written alike. Text is always
/// quoted, so that no reader takes "no" for a boolean or "012" for a number.
std::string Scalar(const Json& value) {
  if (!value.is_string()) return value.dump();
  return Json(Printable(value.get<std::string>())).dump();
}

bool IsBlock(const Json& value) { return value.is_structured() && !value.empty(); }

void AddValue(const Json& value, size_t indent, std::string& text);

/// "key: value" lines; the first goes on where `text` ends.
void AddMap(const Json& map, size_t indent, std::string& text) {
  bool first = true;
  for (const auto& [key, value] : map.items()) {
    if (!first) text += std::string(indent, ' ');
    first = false;
    text += key + ':';
    AddValue(value, indent + 2, text);
  }
}

void AddList(const Json& list, size_t indent, std::string& text) {
  for (const Json& item : list) {
    text += std::string(indent, ' ') + '-';
    if (item.is_object() && !item.empty()) {
      text += ' ';
      AddMap(item, indent + 2, text);
    } else {
      AddValue(item, indent + 2, text);
    }
  }
}

void AddValue(const Json& value, size_t indent, std::string& text) {
  if (!IsBlock(value)) {
    text += ' ' + Scalar(value) + '\n';
    return;
  }
  text += '\n';
  if (value.is_array()) return AddList(value, indent, text);
  text += std::string(indent, ' ');
  AddMap(value, indent, text);
}

}  // namespace

std::string DumpYaml(const Json& document) {
  std::string text;
  AddMap(document, 0, text);
  return text;
}

std::string RenderYaml(const ReportView& view) {
  return DumpYaml(ReportJson(view.report, view.verb, view.plan));
}

}  // namespace netkeel
