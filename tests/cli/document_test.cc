// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/document/describe.h"
#include "cli/document/documents.h"
#include "cli/verb_options.h"
#include "report/key_table.h"

namespace netkeel {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

VerbHelp Find(const std::string& name) {
  for (VerbHelp& verb : DescribeVerbs()) {
    if (verb.name == name) return verb;
  }
  return {};
}

OptionHelp FindOption(const VerbHelp& verb, const std::string& name) {
  for (const OptionHelp& option : verb.options) {
    if (testing::Value(option.names, Contains(name))) return option;
  }
  return {};
}

TEST(DocumentTest, EveryVerbOfTheCommandLineIsDescribed) {
  std::vector<std::string> names;
  for (const VerbHelp& verb : DescribeVerbs()) names.push_back(verb.name);
  std::vector<std::string> wanted;
  for (const VerbEntry& entry : Verbs()) wanted.emplace_back(entry.name());
  EXPECT_EQ(names, wanted);
}

TEST(DocumentTest, AnOptionHasItsNamesItsValueAndItsChoices) {
  const VerbHelp check = Find("check");
  const OptionHelp interface = FindOption(check, "--interface");
  EXPECT_THAT(interface.names, ElementsAre("-i", "--interface"));
  EXPECT_EQ(interface.value, "NAME");
  EXPECT_TRUE(interface.repeats);
  EXPECT_THAT(FindOption(check, "--color").choices, ElementsAre("auto", "always", "never"));
  EXPECT_EQ(FindOption(check, "--journal").value, "");
  EXPECT_FALSE(FindOption(check, "--wait").repeats);
}

TEST(DocumentTest, ArgumentsAreApartAndHiddenOptionsAreLeftOut) {
  EXPECT_THAT(Find("apply").arguments, testing::SizeIs(1));
  EXPECT_EQ(Find("apply").arguments[0].value, "PROFILE");
  EXPECT_FALSE(Find("apply").arguments[0].repeats);
  EXPECT_TRUE(Find("validate").arguments[0].repeats);
  EXPECT_TRUE(Find("validate").arguments[0].required);
  EXPECT_THAT(FindOption(Find("apply"), "--root").names, IsEmpty());
}

TEST(DocumentTest, PagesAndCompletionsHaveEveryOptionOfEveryVerb) {
  const std::string page = ManualVerbs();
  for (const VerbHelp& verb : DescribeVerbs()) {
    EXPECT_THAT(page, HasSubstr(".SS " + verb.name + '\n'));
    EXPECT_THAT(FishVerbs(), HasSubstr("-a " + verb.name + " -d"));
    for (const OptionHelp& option : verb.options) {
      const std::string& name = option.names.back();
      EXPECT_TRUE(name == "--help" || page.find(Roff(name)) != std::string::npos) << name;
      EXPECT_THAT(BashVerbs(), HasSubstr(name)) << verb.name;
      EXPECT_THAT(ZshFunctions(), HasSubstr(name)) << verb.name;
      EXPECT_THAT(FishVerbs(), HasSubstr("-l " + name.substr(2))) << verb.name;
    }
  }
}

TEST(DocumentTest, ThePageHasDefaultsAndTheExamplesOfHelpWithoutTheirNotes) {
  const std::string page = ManualVerbs();
  EXPECT_THAT(page, HasSubstr("Default: 30.\n"));
  EXPECT_THAT(page, HasSubstr(".nf\n" + Roff("netkeel capture web1.tar") + '\n'));
  EXPECT_EQ(FindOption(Find("apply"), "--carrier-timeout").standard, "30");
}

TEST(DocumentTest, PageAndCompletionsHaveEveryKey) {
  for (const KeyEntry& entry : KeyTable()) {
    EXPECT_THAT(ManualKeys(), HasSubstr("\\fB" + Roff(entry.key.name) + "\\fP"));
    EXPECT_THAT(BashWords(), HasSubstr('\n' + entry.name + '\n'));
    EXPECT_THAT(FishKeys(), HasSubstr('\'' + entry.name + '\''));
  }
}

TEST(DocumentTest, RoffTakesTextAsItIs) {
  EXPECT_EQ(Roff("a-b \\ `c d`."), "a\\-b \\e \\fBc d\\fP.");
  EXPECT_EQ(Roff(".TH"), "\\&.TH");
}

TEST(DocumentTest, ATemplateIsFilledAndAnUnknownPartIsRefused) {
  const std::vector<Part> parts = {{"one", [] { return std::string("1\n"); }}};
  EXPECT_EQ(*FillTemplate("a\n%%one%%\nb\n", parts), "a\n1\nb\n");
  EXPECT_FALSE(FillTemplate("%%two%%\n", parts));
}

TEST(DocumentTest, QuotesOfADescriptionEndNoQuotesOfAShell) {
  // "systemd's journal" is in a description of check.
  EXPECT_THAT(ZshFunctions(), HasSubstr("systemd'\\''s journal"));
  EXPECT_THAT(FishVerbs(), HasSubstr("systemd\\'s journal"));
}

}  // namespace
}  // namespace netkeel
