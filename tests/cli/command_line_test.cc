// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.h"

#include <gmock/gmock.h>

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Request Parsed(const std::vector<std::string>& arguments) {
  const auto parsed = ParseCommandLine(arguments);
  EXPECT_TRUE(parsed) << parsed.error().message;
  return parsed ? std::get<Request>(*parsed) : Request{};
}

std::string Refusal(const std::vector<std::string>& arguments) {
  const auto parsed = ParseCommandLine(arguments);
  EXPECT_FALSE(parsed);
  return parsed ? "" : parsed.error().message;
}

std::string AnswerTo(const std::vector<std::string>& arguments) {
  const auto parsed = ParseCommandLine(arguments);
  EXPECT_TRUE(parsed) << parsed.error().message;
  return parsed ? std::get<Answer>(*parsed).text : "";
}

TEST(CommandLineTest, CheckTakesAProfileAndItsOptions) {
  const Request request = Parsed({"check", "p.yaml", "--format", "json", "-i", "eth0", "-i", "eth1",
                                  "--wait", "5", "-v", "--root", "tree"});
  EXPECT_EQ(request.verb, Verb::kCheck);
  EXPECT_THAT(request.arguments, ElementsAre("p.yaml"));
  EXPECT_EQ(request.format, Format::kJson);
  EXPECT_THAT(request.interfaces, ElementsAre("eth0", "eth1"));
  EXPECT_EQ(request.wait.count(), 5);
  EXPECT_TRUE(request.verbose);
  EXPECT_EQ(request.root, "tree");
}

TEST(CommandLineTest, AnInterfaceDoesNotSwallowTheProfileBehindIt) {
  const Request request = Parsed({"check", "-i", "eth0", "p.yaml"});
  EXPECT_THAT(request.interfaces, ElementsAre("eth0"));
  EXPECT_THAT(request.arguments, ElementsAre("p.yaml"));
}

TEST(CommandLineTest, ApplyKeepsItsStateWhereTheSystemKeepsState) {
  const Request request = Parsed({"apply"});
  EXPECT_EQ(request.verb, Verb::kApply);
  EXPECT_EQ(request.state_directory, "/var/lib/netkeel");
  EXPECT_FALSE(request.allow_disruptive);
}

TEST(CommandLineTest, ApplyWithCheckIsCheck) {
  EXPECT_EQ(Parsed({"apply", "--check", "p.yaml"}).verb, Verb::kCheck);
}

TEST(CommandLineTest, ApplyNeverTakesACapturedTree) {
  EXPECT_THAT(Refusal({"apply", "--root", "tree"}), HasSubstr("use `netkeel check --root tree`"));
}

TEST(CommandLineTest, CaptureNeedsAFolderOrAsProfileAndNotBoth) {
  EXPECT_THAT(Refusal({"capture"}), HasSubstr("--as-profile"));
  EXPECT_THAT(Refusal({"capture", "dir", "--as-profile"}), HasSubstr("not both"));
  EXPECT_TRUE(Parsed({"capture", "--as-profile"}).as_profile);
  EXPECT_THAT(Parsed({"capture", "dir"}).arguments, ElementsAre("dir"));
}

TEST(CommandLineTest, ValidateTakesManyProfilesAndAtLeastOne) {
  EXPECT_THAT(Parsed({"validate", "a.yaml", "b.yaml"}).arguments, ElementsAre("a.yaml", "b.yaml"));
  EXPECT_THAT(Refusal({"validate"}), HasSubstr("PROFILE"));
}

TEST(CommandLineTest, AMistypedVerbIsAnsweredWithTheNearestOne) {
  EXPECT_THAT(Refusal({"chekc"}), HasSubstr("did you mean check?"));
  EXPECT_THAT(Refusal({"frobnicate"}), HasSubstr("check, apply, rollback"));
  EXPECT_THAT(Refusal({}), HasSubstr("which verb?"));
}

TEST(CommandLineTest, WrongOptionsAndValuesAreRefusedInOneLine) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"check", "--formt", "json"},
                                             {"check", "--format", "xml"},
                                             {"check", "--color", "blue"},
                                             {"check", "--wait", "-1"},
                                             {"check", "--wait", "soon"},
                                             {"check", "a", "b"},
                                             {"check", "--dry-run"},
                                             {"check", "--allow-disruptive"},
                                             {"explain", "a", "b"},
                                             {"check", "--root"}}) {
    const std::string refusal = Refusal(arguments);
    EXPECT_THAT(refusal, HasSubstr("see netkeel " + arguments.front() + " --help"))
        << arguments.back();
    EXPECT_EQ(refusal.find('\n'), std::string::npos);
  }
}

/// A command line that ends where a number belongs.
struct NumberPlace {
  std::vector<std::string> before;
  const char* least;  ///< the smallest that is accepted
};

TEST(CommandLineTest, EveryNumberIsAWholeNumberInItsRangeOrAnError) {
  const std::vector<NumberPlace> places = {{{"check", "--wait"}, "0"},
                                           {{"apply", "--wait"}, "0"},
                                           {{"check", "--jobs"}, "1"},
                                           {{"apply", "--carrier-timeout"}, "1"},
                                           {{"rollback", "--carrier-timeout"}, "1"},
                                           {{"apply", "--flap-budget"}, "0"},
                                           {{"rollback", "--flap-budget"}, "0"},
                                           {{"apply", "--confirm-within"}, "1"},
                                           {{"rollback"}, "1"},
                                           {{"history"}, "1"}};
  for (const NumberPlace& place : places) {
    const auto with = [&](const std::string& text) {
      std::vector<std::string> arguments = place.before;
      arguments.push_back(text);
      return arguments;
    };
    Parsed(with(place.least));
    for (const std::string text : {"-1", "", " ", "+1", "1.5", "1s", "0x10", "one", "1 2",
                                   "18446744073709551616", "99999999999999999999999", "\n1"}) {
      EXPECT_FALSE(ParseCommandLine(with(text))) << place.before.back() << " \"" << text << '"';
    }
  }
}

TEST(CommandLineTest, AnEmptyValueIsAnErrorAndNotAsIfItWereLeftOut) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"check", ""},
                                             {"check", "--root", ""},
                                             {"check", "--waivers", ""},
                                             {"check", "--output", ""},
                                             {"check", "-i", ""},
                                             {"check", "--wait="},
                                             {"apply", ""},
                                             {"apply", "--state-dir", ""},
                                             {"coexist", "--install", "--root-prefix", ""},
                                             {"capture", "--as-profile", ""},
                                             {"validate", ""},
                                             {"explain", ""}}) {
    EXPECT_FALSE(ParseCommandLine(arguments)) << arguments[0] << ' ' << arguments[1];
  }
}

TEST(CommandLineTest, AnUnexpectedArgumentIsNamedWithWhatWasMeant) {
  EXPECT_THAT(Refusal({"check", "--formt", "json"}),
              HasSubstr("check: no option \"--formt\"; did you mean --format?"));
  EXPECT_THAT(Refusal({"check", "--formt=json"}), HasSubstr("did you mean --format?"));
  EXPECT_THAT(Refusal({"check", "--allow-disruptive"}), HasSubstr("it is one of apply, rollback"));
  EXPECT_THAT(Refusal({"confirm", "7"}), HasSubstr("confirm: \"7\" is one argument too many"));
  EXPECT_THAT(Refusal({"check", "--\u202ex"}), HasSubstr("--\\xe2\\x80\\xaex"));
}

TEST(CommandLineTest, HelpSaysADefaultAsADefault) {
  EXPECT_THAT(AnswerTo({"apply", "--help"}), HasSubstr("default: 30\n"));
  EXPECT_THAT(AnswerTo({"apply", "--help"}),
              HasSubstr("default:\n                              /var/lib/netkeel"));
}

TEST(CommandLineTest, EveryHelpTextFitsEightyColumns) {
  for (const std::string verb : {"", "check", "apply", "rollback", "confirm", "history", "capture",
                                 "diff", "coexist", "validate", "explain", "schema"}) {
    const std::vector<std::string> arguments = verb.empty()
                                                   ? std::vector<std::string>{"--help"}
                                                   : std::vector<std::string>{verb, "--help"};
    std::string help = AnswerTo(arguments);
    EXPECT_THAT(help, HasSubstr("usage: netkeel"));
    EXPECT_THAT(help, HasSubstr("\nexamples\n  netkeel "));
    EXPECT_THAT(help, testing::Not(HasSubstr("otherwise")));
    while (!help.empty()) {
      const size_t end = help.find('\n');
      EXPECT_LE(end, 80u) << help.substr(0, end);
      help.erase(0, end + 1);
    }
  }
}

TEST(CommandLineTest, VersionIsThatOfTheProject) {
  EXPECT_THAT(AnswerTo({"--version"}),
              testing::ContainsRegex("^netkeel [0-9]+\\.[0-9]+\\.[0-9]+\ncompiler: "));
}

TEST(CommandLineTest, AConfirmationGoesWithWhatCanBeRolledBackAsAWhole) {
  EXPECT_THAT(Refusal({"apply", "--confirm-within", "60", "--wait", "5"}), HasSubstr("--wait"));
  EXPECT_THAT(Refusal({"apply", "--confirm-within", "60", "--no-checkpoint"}),
              HasSubstr("--no-checkpoint"));
  EXPECT_THAT(Refusal({"apply", "--confirm-within", "0"}), HasSubstr("--confirm-within"));
}

}  // namespace
}  // namespace netkeel
