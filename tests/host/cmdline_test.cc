// SPDX-License-Identifier: Apache-2.0
#include "host/cmdline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace netkeel {
namespace {

using testing::HasSubstr;

struct Line {
  const char* text;
  const char* name;
  const char* cpus;    ///< null: not given
  const char* remark;  ///< a part of it, "" for none
};

void PrintTo(const Line& line, std::ostream* out) { *out << line.text << " / " << line.name; }

class CommandLineTest : public testing::TestWithParam<Line> {};

TEST_P(CommandLineTest, IsReadAsTheKernelReadsIt) {
  const Line& line = GetParam();
  const auto found = FindBootCpus(ParseCommandLine(line.text), line.name, 7);
  if (line.cpus == nullptr) {
    EXPECT_FALSE(found.has_value());
    return;
  }
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->cpus.ToList(), line.cpus);
  EXPECT_THAT(found->remark, HasSubstr(line.remark));
  EXPECT_EQ(found->remark.empty(), std::string(line.remark).empty()) << found->remark;
}

INSTANTIATE_TEST_SUITE_P(
    Isolcpus, CommandLineTest,
    testing::Values(Line{"ro quiet", "isolcpus", nullptr, ""},
                    Line{"isolcpus=2-5", "isolcpus", "2-5", ""},
                    Line{"isolcpus=domain,2-5", "isolcpus", "2-5", ""},
                    Line{"isolcpus=nohz,domain,managed_irq,2-5", "isolcpus", "2-5", ""},
                    Line{"isolcpus=managed_irq,2-5", "isolcpus", "", "domain"},
                    Line{"isolcpus=nohz,2-5", "isolcpus", "", "domain"},
                    // A flag that the kernel does not know is skipped with a log line.
                    Line{"isolcpus=whatever,2-5", "isolcpus", "2-5", ""},
                    Line{"isolcpus=managed_irq,whatever,2-5", "isolcpus", "", "domain"},
                    Line{"isolcpus=d0main,2-5", "isolcpus", "", "no flag"},
                    Line{"isolcpus=1-3,5,0-7:1/4", "isolcpus", "0-5", ""},
                    Line{"isolcpus=4-N", "isolcpus", "4-7", ""},
                    // Any CPU out of range voids the whole.
                    Line{"isolcpus=2-8", "isolcpus", "", "ignores"},
                    Line{"isolcpus=2-x", "isolcpus", "", "ignores"},
                    Line{"isolcpus=2-3 isolcpus=4-5", "isolcpus", "2-3", "second"},
                    Line{"isolcpus=2-99 isolcpus=4-5", "isolcpus", "4-5", ""},
                    Line{"isolcpus", "isolcpus", "", "no CPUs"}));

INSTANTIATE_TEST_SUITE_P(
    Others, CommandLineTest,
    testing::Values(Line{"nohz_full=2-5", "nohz_full", "2-5", ""},
                    Line{"nohz-full=2-5", "nohz_full", "2-5", ""},
                    Line{"nohz_full=all", "nohz_full", "0-7", ""},
                    Line{"nohz_full=9", "nohz_full", "", "ignores"},
                    Line{"rcu_nocbs=2-5", "rcu_nocbs", "2-5", ""},
                    Line{"rcu_nocbs", "rcu_nocbs", "", "no CPUs"},
                    Line{"rcu_nocbs=bad", "rcu_nocbs", "0-7", "every CPU"},
                    Line{"rcu_nocbs=2 rcu_nocbs=3", "rcu_nocbs", "3", ""},
                    Line{"rcu_nocb_poll", "rcu_nocbs", nullptr, ""},
                    Line{"irqaffinity=2-3", "irqaffinity", "0,2-3", ""},
                    Line{"irqaffinity=2,99,4", "irqaffinity", "0,2", "ignored"},
                    Line{"irqaffinity=2 irqaffinity=3", "irqaffinity", "0,3", ""}));

INSTANTIATE_TEST_SUITE_P(Spelling, CommandLineTest,
                         testing::Values(Line{"ro -- isolcpus=2-5", "isolcpus", nullptr, ""},
                                         Line{"ro --isolcpus=2-5", "isolcpus", nullptr, ""},
                                         Line{"isolcpus=\"2-5\"", "isolcpus", "2-5", ""},
                                         Line{"\"isolcpus=2-5\"", "isolcpus", "2-5", ""},
                                         Line{"dyndbg=\"file a.c +p; isolcpus=1\" isolcpus=2",
                                              "isolcpus", "2", ""},
                                         Line{"a=\"b -- c\" isolcpus=2\n", "isolcpus", "2", ""},
                                         Line{"\tisolcpus=2\t", "isolcpus", "2", ""},
                                         Line{"xisolcpus=2 isolcpusx=3", "isolcpus", nullptr, ""},
                                         Line{"", "isolcpus", nullptr, ""}));

TEST(ParseCommandLineTest, OneIsFoundByEitherSpellingAndWrittenAsItStood) {
  const auto parameters = ParseCommandLine("skew-tick=1 x=\"a b\" skew_tick=0 ro");
  const auto found = ParametersNamed(parameters, "skew_tick");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(ToText(found[0]), "skew-tick=1");
  EXPECT_EQ(ToText(found[1]), "skew_tick=0");
  EXPECT_EQ(ToText(ParametersNamed(parameters, "x").front()), "x=\"a b\"");
  EXPECT_EQ(ToText(ParametersNamed(parameters, "ro").front()), "ro");
}

TEST(ParseCommandLineTest, KeepsNamesValuesAndTheirOrder) {
  const auto parameters = ParseCommandLine("BOOT_IMAGE=/vmlinuz root=UUID=1-2 ro x=\"a b\"");
  ASSERT_EQ(parameters.size(), 4U);
  EXPECT_EQ(parameters[1].name, "root");
  EXPECT_EQ(parameters[1].value, "UUID=1-2");
  EXPECT_FALSE(parameters[2].value.has_value());
  EXPECT_EQ(parameters[3].value, "a b");
}

}  // namespace
}  // namespace netkeel
