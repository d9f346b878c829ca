// SPDX-License-Identifier: Apache-2.0
#include "report/render_json.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "report/sample_report.h"

namespace netkeel {
namespace {

using nlohmann::json;

TEST(RenderJsonTest, TheDocumentHasExactlyItsKeysInOrder) {
  const auto document = nlohmann::ordered_json::parse(RenderJson(SampleReport(), Verb::kCheck));
  std::vector<std::string> keys;
  for (const auto& item : document.items()) keys.push_back(item.key());
  EXPECT_THAT(keys,
              testing::ElementsAre("version", "verb", "profile", "host", "changed", "exit_code",
                                   "summary", "findings", "warnings", "messages"));
}

TEST(RenderJsonTest, AFindingHasWhatTheTextHasAndItsWholeSource) {
  const json document = json::parse(RenderJson(SampleReport(), Verb::kCheck));
  const json expected = {{"address", "eth0/rings/rx"},
                         {"status", "drift"},
                         {"wanted", "max (4096)"},
                         {"actual", "512"},
                         {"reason", ""},
                         {"effect", ""},
                         {"source", "/etc/netkeel/profile.yaml:12"}};
  EXPECT_EQ(document["findings"][2], expected);
  EXPECT_EQ(document["findings"][0]["source"], nullptr);
}

TEST(RenderJsonTest, TheSummaryCountsByStatus) {
  const json document = json::parse(RenderJson(SampleReport(), Verb::kCheck));
  EXPECT_EQ(document["summary"], json::parse(R"({"ok": 1, "drift": 1, "held": 1, "clamped": 1})"));
  EXPECT_EQ(document["exit_code"], 2);
}

TEST(RenderJsonTest, ApplyAddsItsChanges) {
  Report report = SampleReport();
  report.changes = {{{"eth0", "rings", "rx"}, std::nullopt, Value{uint64_t{4096}}}};
  const json document = json::parse(RenderJson(report, Verb::kApply));
  EXPECT_EQ(document["changed"], true);
  EXPECT_EQ(document["changes"],
            json::parse(R"([{"address": "eth0/rings/rx", "before": null, "after": "4096"}])"));
}

TEST(RenderJsonTest, WhatWasPutBackIsNoChangeOfTheHost) {
  Report report = SampleReport();
  report.changes = {{{"eth0", "rings", "rx"}, std::nullopt, Value{uint64_t{4096}}}};
  report.exit_code = ExitCode::kRolledBack;
  EXPECT_EQ(json::parse(RenderJson(report, Verb::kApply))["changed"], false);
}

TEST(RenderJsonTest, BytesThatAreNoUtf8DoNotBreakTheDocument) {
  Report report = SampleReport();
  report.host = "\xff\xfe";
  EXPECT_TRUE(json::accept(RenderJson(report, Verb::kCheck)));
}

TEST(RenderJsonTest, TheShippedSchemaIsWhatTheProgramPrints) {
  const json schema = json::parse(ReportSchema());
  EXPECT_EQ(schema["properties"]["version"]["const"], 1);
}

}  // namespace
}  // namespace netkeel
