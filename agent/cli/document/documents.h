// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace netkeel {

// Parts of manual pages and completions, each whole lines.
std::string ManualSynopsis();
std::string ManualVerbs();
std::string ManualKeys();
std::string BashVerbs();
std::string BashValues();
std::string BashWords();
std::string ZshVerbs();
std::string ZshFunctions();
std::string ZshKeys();
std::string FishVerbs();
std::string FishKeys();

/// A part of a document, made when a template asks for it.
struct Part {
  std::string_view name;
  std::string (*make)();
};

std::span<const Part> Parts();

/// `text` with the part in the place of every line that is %%name%%; fails for an unknown name.
Result<std::string> FillTemplate(std::string_view text, std::span<const Part> parts);

/// As a line of roff: dashes that can be searched for, no request by accident, `code` in bold.
std::string Roff(std::string_view text);

}  // namespace netkeel
