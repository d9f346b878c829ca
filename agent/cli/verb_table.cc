// SPDX-License-Identifier: Apache-2.0
#include "cli/verb_options.h"

namespace netkeel {
namespace {

constexpr VerbEntry kVerbs[] = {
    {Verb::kCheck, "compare this host with a profile", AddCheck,
     "  netkeel check\n"
     "  netkeel check feed.yaml -i eth0 --verbose\n"
     "  netkeel check feed.yaml --format json\n"
     "  netkeel check feed.yaml --root captures/*.tar"},
    {Verb::kApply, "make this host as the profile says", AddApply,
     "  netkeel apply feed.yaml --dry-run                see the steps, take none\n"
     "  netkeel apply feed.yaml                          hold what resets a live link\n"
     "  netkeel apply feed.yaml --allow-disruptive --confirm-within 120"},
    {Verb::kRollback, "go back to before an apply, also after a reboot", AddRollback,
     "  netkeel rollback --dry-run                       see the steps, take none\n"
     "  netkeel rollback                                 undo the last apply\n"
     "  netkeel rollback 7                               undo run 7 and all after it"},
    {Verb::kConfirm, "keep what `apply --confirm-within` made", AddConfirm,
     "  netkeel apply feed.yaml --confirm-within 120\n"
     "  netkeel confirm                                  the new settings stay"},
    {Verb::kHistory, "list who changed what, and when", AddHistory,
     "  netkeel history\n"
     "  netkeel history 7"},
    {Verb::kCapture, "save what netkeel reads, or print it as a profile", AddCapture,
     "  netkeel capture web1.tar                         for check --root web1.tar\n"
     "  netkeel capture --as-profile > mine.yaml         what is set now, as a profile"},
    {Verb::kDiff, "say how two hosts differ", AddDiff,
     "  netkeel diff web1.tar web2.tar\n"
     "  netkeel diff before.tar -                        what changed here since then"},
    {Verb::kObserve, "watch the receive path live, and what loses packets", AddObserve,
     "  netkeel observe\n"
     "  netkeel observe -i eth0 --interval 500ms\n"
     "  netkeel observe --for 60 --format json > minute.jsonl"},
    {Verb::kRecord, "keep all counters, and who changed what, on disk", AddRecord,
     "  netkeel record --keep 7d --limit 1G\n"
     "  systemctl enable --now netkeel-record.service"},
    {Verb::kMark, "put a loss that the application saw onto the time line", AddMark,
     "  netkeel mark 'gap 1204-1210'\n"
     "  netkeel mark 'gap 1204-1210' --at 10:15:30"},
    {Verb::kDiagnose, "say what loses packets, why, and which setting helps", AddDiagnose,
     "  netkeel diagnose                                 look at this host for 10 seconds\n"
     "  netkeel diagnose --at 10:15:30 --window 60       look into the recording\n"
     "  netkeel diagnose --between before.tar after.tar\n"
     "  netkeel diagnose --as-profile > cure.yaml"},
    {Verb::kReport, "make a page to hand on: charts, verdict, changes, drift", AddReport,
     "  netkeel report -o hour.html                      the last hour of the recording\n"
     "  netkeel report -o story.html --from 09:00 --to 10:30\n"
     "  netkeel report -o now.html --for 60              look at this host for a minute"},
    {Verb::kTrial, "try one change, in pairs by lot, and say whether it helps", AddTrial,
     "  netkeel trial change.yaml --dry-run              what would it do, and how long?\n"
     "  netkeel trial change.yaml\n"
     "  netkeel trial change.yaml --metric UdpRcvbufErrors --keep-if-better"},
    {Verb::kCoexist, "say how others leave the settings alone", AddCoexist,
     "  netkeel coexist feed.yaml                        show what would be written\n"
     "  netkeel coexist feed.yaml --install"},
    {Verb::kValidate, "say whether profiles are well written", AddValidate,
     "  netkeel validate feed.yaml\n"
     "  netkeel validate profiles/*.yaml"},
    {Verb::kLint, "say what of a profile cannot work, or contradicts itself", AddLint,
     "  netkeel lint feed.yaml\n"
     "  netkeel lint feed.yaml --root web1.tar           on another host"},
    {Verb::kExplain, "say what a key or a counter means; every key without KEY", AddExplain,
     "  netkeel explain\n"
     "  netkeel explain rings.rx\n"
     "  netkeel explain time_squeeze                     with the numbers of this host"},
    {Verb::kSchema, "print the JSON Schema of profiles", AddSchema,
     "  netkeel schema > profile.schema.json\n"
     "  netkeel schema --report > report.schema.json\n"
     "  netkeel schema --diagnosis > diagnosis.schema.json"},
};

}  // namespace

std::span<const VerbEntry> Verbs() { return kVerbs; }

}  // namespace netkeel
