// SPDX-License-Identifier: Apache-2.0
#include "report/render_rates.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "report/columns.h"
#include "report/rates_tables.h"

namespace netkeel {
namespace {

using testing::HasSubstr;
using testing::Not;

class RatesTest : public testing::Test {
 protected:
  RatesTest() {
    rates_.seconds = 1;
    rates_.stages = {{Stage::kCard, 314530, 2130}, {Stage::kSoftirq, 312400, 0}};
    for (unsigned cpu = 0; cpu < 4; ++cpu) {
      rates_.cpus.push_back({.cpu = cpu, .packets = 1000.0 * cpu, .runs = 100});
    }
    rates_.queues = {{"eth0", 0, 312400, 0, "TxRx-0", "2", ""},
                     {"eth0", 1, 10, 2130, "TxRx-1", "3", ""}};
  }

  void Loses(const std::string& text) {
    Cause& cause = diagnosis_.causes.emplace_back();
    cause.stage = Stage::kCard;
    cause.word = "ring-bursts";
    cause.text = text;
  }

  RatesView View() const { return {"web1", WallTime{}, rates_, diagnosis_}; }

  std::vector<std::string> Screen(ScreenLook& look) const {
    std::vector<std::string> lines;
    const std::string screen = RatesScreen(View(), look);
    for (const std::string_view line : Split(screen, "\n")) {
      std::string plain;
      for (size_t at = 0; at < line.size(); ++at) {
        if (line[at] == '\x1b') {
          at = line.find_first_of("HKJmABC", at);
        } else if (line[at] != '\r') {
          plain += line[at];
        }
      }
      lines.push_back(plain);
    }
    return lines;
  }

  PathRates rates_;
  Diagnosis diagnosis_;
};

TEST_F(RatesTest, WhatLosesIsAboveEverythingElseAndRed) {
  Loses("2,130 packets were lost in the ring of eth0.");
  ScreenLook look{.width = 100, .height = 30};
  const auto lines = Screen(look);
  EXPECT_THAT(lines.at(1), HasSubstr("2,130 packets were lost in the ring of eth0."));
  EXPECT_THAT(RatesScreen(View(), look), HasSubstr("\x1b[1;31mcard  2,130 packets were lost"));
}

TEST_F(RatesTest, WithoutColorNothingIsPainted) {
  Loses("2,130 packets were lost in the ring of eth0.");
  ScreenLook look{.width = 100, .height = 30, .color = false};
  EXPECT_THAT(RatesScreen(View(), look), Not(HasSubstr("\x1b[1;31m")));
}

TEST_F(RatesTest, NoLineIsWiderThanTheScreenAndThereAreNoMoreThanItsHeight) {
  Loses(std::string(300, 'x'));
  for (const size_t width : {1U, 20U, 80U}) {
    for (const size_t height : {1U, 2U, 5U, 12U}) {
      ScreenLook look{.width = width, .height = height};
      const auto lines = Screen(look);
      EXPECT_LE(lines.size(), height) << width << 'x' << height;
      for (const auto& line : lines) EXPECT_LE(DisplayWidth(line), width) << line;
    }
  }
}

TEST_F(RatesTest, ScrollingEndsWithTheLastLine) {
  ScreenLook look{.width = 100, .height = 12, .top = 1000};
  const auto lines = Screen(look);
  EXPECT_LT(look.top, 20U);
  EXPECT_THAT(lines.at(lines.size() - 2), HasSubstr("eth0 rx-0"));
}

TEST_F(RatesTest, ByLossTheQueueThatLosesIsFirst) {
  const auto lines = TableLines(rates_, RatesOrder::kLoss);
  const auto heading = std::find_if(lines.begin(), lines.end(), [](const RatesLine& line) {
    return line.text.starts_with("QUEUE");
  });
  ASSERT_NE(heading, lines.end());
  EXPECT_THAT((heading + 1)->text, HasSubstr("eth0 rx-1"));
  EXPECT_TRUE((heading + 1)->loses);
}

TEST_F(RatesTest, NumbersOfAColumnEndUnderEachOther) {
  const auto lines = TableLines(rates_, RatesOrder::kName);
  EXPECT_EQ(lines.at(0).text.find("packets/s") + 9, lines.at(4).text.find("3,000") + 5);
}

TEST_F(RatesTest, NothingIsLostAsFarAsItCouldBeRead) {
  EXPECT_EQ(VerdictLines(diagnosis_).at(0).text,
            "Nothing is lost between the wire and the sockets.");
  diagnosis_.partial = true;
  EXPECT_EQ(VerdictLines(diagnosis_).at(0).text,
            "Nothing is lost between the wire and the sockets, as far as it could be read.");
  diagnosis_.partial = false;
  diagnosis_.interfaces = {"eth0", "lo"};
  diagnosis_.filtered = 7870;
  EXPECT_EQ(VerdictLines(diagnosis_).at(0).text,
            "Nothing is lost between the wire and the sockets, as far as eth0 and lo alone were "
            "looked at, but 7,870 packets never come to a socket.");
}

TEST_F(RatesTest, AnIntervalIsOneLineOfJson) {
  Loses("line\none");
  const std::string text = RatesJson(View());
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  const auto document = nlohmann::json::parse(text);
  EXPECT_EQ(document["queues"][1]["lost"], 2130);
  EXPECT_EQ(document["causes"][0]["cause"], "ring-bursts");
}

TEST(RateTextTest, RatesAreAsLongAsTheyAreWorth) {
  EXPECT_EQ(CellText(0), "-");
  EXPECT_EQ(CellText(0.4), "0.4");
  EXPECT_EQ(CellText(9.96), "10");
  EXPECT_EQ(CellText(1234567.4), "1,234,567");
}

}  // namespace
}  // namespace netkeel
