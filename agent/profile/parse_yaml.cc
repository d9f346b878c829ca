// SPDX-License-Identifier: Apache-2.0
#include "profile/parse_yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <sstream>
#include <utility>

#include "base/text.h"

namespace netkeel {
namespace {

using Kind = YamlNode::Kind;

constexpr size_t kDeepest = 16;  // the language itself needs 7
// Bound what a small file of aliases can ask for, in values and in the CPU lists in them.
constexpr size_t kMostNodes = 20'000;
constexpr size_t kMostText = size_t{2} << 20;

bool AnyOf(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool IsInteger(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  std::string_view digits = "0123456789";
  if (text.starts_with("0x")) digits = "0123456789abcdefABCDEF";
  if (text.starts_with("0o")) digits = "01234567";
  if (digits.size() != 10) text.remove_prefix(2);
  return !text.empty() && text.find_first_not_of(digits) == std::string_view::npos;
}

bool IsFloat(std::string_view text) {
  if (AnyOf(text, {".inf", "-.inf", "+.inf", ".nan"})) return true;
  if (text.find_first_not_of("0123456789.eE+-") != std::string_view::npos) return false;
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  return std::from_chars(text.data(), text.data() + text.size(), number).ptr ==
             text.data() + text.size() &&
         !text.empty();
}

/// YAML 1.2.2, 10.3.2: tag resolution of the core schema.
Kind KindOfPlain(const std::string& text) {
  if (AnyOf(text, {"", "~", "null", "Null", "NULL"})) return Kind::kNull;
  if (AnyOf(text, {"true", "True", "TRUE", "false", "False", "FALSE"})) return Kind::kBoolean;
  if (IsInteger(text)) return Kind::kInteger;
  return IsFloat(text) ? Kind::kFloat : Kind::kText;
}

int LineOf(const YAML::Mark& mark) { return mark.line + 1; }

bool IsControl(char c) { return (c >= 0 && c < ' ' && c != '\n' && c != '\t') || c == 0x7F; }

YamlNode MakeNode(Kind kind, const YAML::Mark& mark) {
  YamlNode node;
  node.kind = kind;
  node.line = LineOf(mark);
  return node;
}

struct NodeSize {
  size_t nodes = 0;
  size_t text = 0;  ///< bytes
};

NodeSize SizeOf(const YamlNode& node) {
  NodeSize size{1, node.text.size()};
  for (const YamlNode& item : node.items) {
    const NodeSize more = SizeOf(item);
    size = {size.nodes + more.nodes, size.text + more.text};
  }
  return size;
}

/// Builds the tree from yaml-cpp's events: unlike its nodes these have the line of every key, tell
/// quoted from plain, and keep duplicate keys.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(const std::string& file, Problems& problems) : file_(file), problems_(problems) {}

  bool stopped() const { return stopped_; }
  std::optional<YamlNode> Take() { return stopped_ ? std::nullopt : std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (root_) Stop(mark, "a second YAML document; a profile is one document, remove the rest");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (Count({1, 0}, mark)) Add(MakeNode(Kind::kNull, mark), anchor, LineOf(mark));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (stopped_) return;  // to count the nodes behind each of 300,000 aliases takes minutes
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) return Stop(mark, "an alias inside its own anchor; write it out");
    if (Count(SizeOf(found->second), mark)) Add(found->second, 0, LineOf(mark));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (!Count({1, value.size()}, mark)) return;
    YamlNode node = MakeNode(Kind::kText, mark);
    node.text = value;
    if (tag == "?") node.kind = KindOfPlain(value);
    CheckTag(mark, tag);
    if (std::any_of(value.begin(), value.end(), IsControl)) {
      Complain(node.line, "control character in " + Quote(value) + "; remove it");
    }
    Add(std::move(node), anchor, LineOf(mark));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    Open(Kind::kList, tag, anchor, mark);
  }
  void OnSequenceEnd() override { Close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    Open(Kind::kMap, tag, anchor, mark);
  }
  void OnMapEnd() override { Close(); }

 private:
  /// A list or map whose end has not come yet.
  struct Frame {
    YamlNode node;
    YAML::anchor_t anchor = 0;
    std::string key;
    int key_line = 0;  ///< 0: the next node is a key
    bool bad_key = false;
    std::map<std::string, int> lines;  ///< where each key of a map was first met
  };

  void Complain(int line, std::string what) { problems_.Add(file_, line, std::move(what)); }

  /// yaml-cpp cannot be told to stop: the rest is read and dropped.
  void Stop(const YAML::Mark& mark, std::string why) {
    if (!std::exchange(stopped_, true)) Complain(LineOf(mark), std::move(why));
  }

  /// "?" is a plain value, "!" a quoted one.
  void CheckTag(const YAML::Mark& mark, const std::string& tag) {
    if (!AnyOf(tag, {"?", "!", ""})) {
      Complain(LineOf(mark), "YAML tag " + Quote(tag) + "; a profile has no tags, remove it");
    }
  }

  void Open(Kind kind, const std::string& tag, YAML::anchor_t anchor, const YAML::Mark& mark) {
    if (!Count({1, 0}, mark)) return;
    CheckTag(mark, tag);
    if (frames_.size() == kDeepest) {
      return Stop(mark, "nested deeper than " + std::to_string(kDeepest) +
                            " levels; a profile needs 7 at the most");
    }
    frames_.push_back({MakeNode(kind, mark), anchor, "", 0, false, {}});
  }

  void Close() {
    if (stopped_) return;
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    const int line = frame.node.line;
    Add(std::move(frame.node), frame.anchor, line);
  }

  /// False where nothing more is to be taken in.
  bool Count(const NodeSize& more, const YAML::Mark& mark) {
    size_ = {size_.nodes + more.nodes, size_.text + more.text};
    if (size_.nodes > kMostNodes) {
      Stop(mark, "more than " + std::to_string(kMostNodes) +
                     " values, aliases written out; make the profile smaller");
    } else if (size_.text > kMostText) {
      Stop(mark, "values of more than " + std::to_string(kMostText >> 20) +
                     " MiB, aliases written out; write CPUs as ranges such as 0-3");
    }
    return !stopped_;
  }

  /// Puts a finished node where it belongs.
  void Add(YamlNode node, YAML::anchor_t anchor, int line) {
    if (anchor != 0) anchors_[anchor] = node;
    if (frames_.empty()) {
      root_ = std::move(node);
    } else if (frames_.back().node.kind == Kind::kList) {
      frames_.back().node.items.push_back(std::move(node));
    } else if (frames_.back().key_line == 0) {
      TakeKey(frames_.back(), node, line);
    } else {
      AddEntry(frames_.back(), std::move(node));
    }
  }

  void TakeKey(Frame& frame, const YamlNode& node, int line) {
    frame.key_line = line;
    frame.key = node.text;
    frame.bad_key = !node.IsScalar() || node.kind == Kind::kNull;
    if (frame.bad_key) Complain(line, DescribeKind(node) + " as a key; a key is one word");
  }

  void AddEntry(Frame& frame, YamlNode node) {
    node.key = std::move(frame.key);
    node.key_line = std::exchange(frame.key_line, 0);
    // An empty value's mark is that of whatever comes next.
    if (node.kind == Kind::kNull) node.line = node.key_line;
    if (frame.bad_key) return;
    const auto [first, is_new] = frame.lines.emplace(node.key, node.key_line);
    if (!is_new) {
      return Complain(node.key_line, "duplicate key " + Quote(node.key) + "; it is at line " +
                                         std::to_string(first->second) +
                                         " already, keep one of them");
    }
    frame.node.items.push_back(std::move(node));
  }

  const std::string& file_;
  Problems& problems_;
  std::vector<Frame> frames_;
  std::map<YAML::anchor_t, YamlNode> anchors_;
  std::optional<YamlNode> root_;
  NodeSize size_;
  bool stopped_ = false;
};

}  // namespace

const YamlNode* YamlNode::Find(std::string_view name) const {
  const auto found =
      std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.key == name; });
  return found != items.end() ? &*found : nullptr;
}

std::string DescribeKind(const YamlNode& node) {
  switch (node.kind) {
    case Kind::kNull:
      return "nothing";
    case Kind::kList:
      return "a list";
    case Kind::kMap:
      return "a map";
    default:
      return Quote(node.text);
  }
}

std::optional<YamlNode> ReadYaml(const std::string& text, const std::string& file,
                                 Problems& problems) {
  TreeBuilder builder(file, problems);
  try {
    // Without a mark at the end yaml-cpp 0.7 takes an open quote to the end of the file for text.
    std::istringstream stream(text + "\n...\n");
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) {
      problems.Add(file, 0, "is empty; a profile starts with `version: 1`");
      return std::nullopt;
    }
    parser.HandleNextDocument(builder);
  } catch (const YAML::Exception& error) {
    if (builder.stopped()) return std::nullopt;
    const auto last = static_cast<int>(std::count(text.begin(), text.end(), '\n'));
    const int line = error.mark.is_null() ? 0 : std::min(LineOf(error.mark), std::max(last, 1));
    if (error.msg == YAML::ErrorMsg::DOC_IN_SCALAR) {
      problems.Add(file, line, "a quote opened above is never closed; close it");
      return std::nullopt;
    }
    // yaml-cpp 0.8 says which, 0.7 does not.
    constexpr const char* kUnknownAnchor = "the referenced anchor is not defined";
    const bool anchor = error.msg.starts_with(kUnknownAnchor);
    problems.Add(file, line,
                 "not YAML: " + Printable(anchor ? kUnknownAnchor : error.msg) +
                     "; check indentation, quotes and colons here and just above");
    return std::nullopt;
  }
  return builder.Take();
}

}  // namespace netkeel
