// SPDX-License-Identifier: Apache-2.0
//
// What a vector serves where its name does not tell: the place among its function's vectors does.
#include "host/irq_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "host/irq_vectors.h"
#include "host/vector_summary.h"
#include "support/test_trees.h"
#include "support/tree_builder.h"

namespace netkeel {
namespace {

using testing::HasSubstr;

/// eth0 of `driver` with these vectors, numbered from 40 on; `queues` is what its channels say.
RecordedKernel With(const std::string& driver, const std::vector<std::string>& names,
                    uint64_t queues) {
  TreeBuilder builder;
  builder.Nic("eth0", "veth");
  RecordedKernel kernel = builder.Build();
  const std::string device = "/sys/devices/pci0000:00/0000:01:00.0";
  kernel.AddLink("/sys/class/net/eth0/device", device);
  kernel.AddLink(device + "/driver", "/sys/bus/pci/drivers/" + driver);
  kernel.SetEthtool("eth0", EthtoolTopic::kChannels, {{"combined", queues}});
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string irq = std::to_string(40 + i);
    kernel.AddFile(device + "/msi_irqs/" + irq, "msix\n");
    kernel.AddFile("/sys/kernel/irq/" + irq + "/actions", names[i] + '\n');
  }
  return kernel;
}

FoundVectors Find(const RecordedKernel& kernel) {
  return FindVectors(kernel, Interface(kernel, "eth0"));
}

TEST(IrqOrderTest, OneNameForAllIsReadByPlace) {
  const FoundVectors found = Find(With("atlantic", {"eth0", "eth0", "eth0", "eth0"}, 2));
  EXPECT_EQ(Summary(found.vectors), "queue-0=0 queue-1=1 other=- other-2=-");
  EXPECT_THAT(found.vectors.front().by, HasSubstr("place"));
  EXPECT_EQ(found.vectors.back().by, "");
  EXPECT_EQ(Summary(Find(With("lan743x", {"lan743x", "lan743x", "lan743x"}, 1)).vectors),
            "tx-0=0 rx-0=0 other=-");
  EXPECT_EQ(Summary(Find(With("e1000e", {"eth0", "eth0", "eth0"}, 0)).vectors),
            "rx-0=0 tx-0=0 other=-");
}

TEST(IrqOrderTest, ThePlaceIsTheHardwaresAndNotTheNumbers) {
  RecordedKernel kernel = With("atlantic", {"eth0", "eth0", "eth0"}, 2);
  const char* const places[] = {"2", "1", "0"};
  for (unsigned i = 0; i < 3; ++i) {
    kernel.AddFile("/sys/kernel/irq/" + std::to_string(40 + i) + "/hwirq",
                   std::string(places[i]) + '\n');
  }
  const FoundVectors found = Find(kernel);
  ASSERT_EQ(found.vectors.size(), 3U);
  EXPECT_EQ(found.vectors[0].irq, 42U);
  EXPECT_EQ(found.vectors[1].irq, 41U);
}

TEST(IrqOrderTest, OneNameForAllOfADriverThatNobodyKnowsIsUnclear) {
  const FoundVectors found = Find(With("nobody", {"eth0", "eth0", "eth0"}, 3));
  EXPECT_TRUE(found.vectors.empty());
  EXPECT_EQ(found.problem->code, ErrorCode::kUnclear);
  EXPECT_THAT(found.problem->message, HasSubstr("same name"));
}

TEST(IrqOrderTest, TheLinesOfOneReceiveQueueServeIt) {
  EXPECT_EQ(Summary(Find(With("bcmgenet", {"eth0", "eth0"}, 1)).vectors), "line=0 line-2=0");
}

std::vector<std::string> Bnxt(const std::string& interface, unsigned queues) {
  std::vector<std::string> names;
  for (unsigned i = 0; i < queues; ++i) {
    names.push_back((interface + "-TxRx-" + std::to_string(i)).substr(0, 17));
  }
  return names;
}

TEST(IrqOrderTest, NamesThatAreCutShortAreReadByPlace) {
  const FoundVectors found = Find(With("bnxt_en", Bnxt("ens10f0np0", 12), 12));
  ASSERT_EQ(found.vectors.size(), 12U);
  for (unsigned i = 0; i < 12; ++i) {
    EXPECT_EQ(found.vectors[i].queue, i);
    EXPECT_EQ(found.vectors[i].label, "TxRx-" + std::to_string(i));
    EXPECT_THAT(found.vectors[i].by, HasSubstr("cut short"));
  }
  const FoundVectors no_number = Find(With("bnxt_en", Bnxt("enp65s0f0npxy", 3), 3));
  EXPECT_EQ(Summary(no_number.vectors), "TxRx-0=0 TxRx-1=1 TxRx-2=2");
}

TEST(IrqOrderTest, NamesThatAreWholeDecideThemselves) {
  const FoundVectors found = Find(With("bnxt_en", Bnxt("ens10f0np0", 10), 10));
  ASSERT_EQ(found.vectors.size(), 10U);
  EXPECT_EQ(found.vectors[9].by, "");
}

TEST(IrqOrderTest, CutShortAndOfAnotherCountIsUnclear) {
  const FoundVectors found = Find(With("bnxt_en", Bnxt("ens10f0np0", 12), 11));
  EXPECT_TRUE(found.vectors.empty());
  EXPECT_EQ(found.problem->code, ErrorCode::kUnclear);
  EXPECT_THAT(found.problem->message, HasSubstr("ens10f0np0-TxRx-1"));
  EXPECT_THAT(found.problem->message, HasSubstr("11 receive"));
}

TEST(IrqOrderTest, Tg3sFirstVectorIsForTheLink) {
  EXPECT_EQ(Summary(Find(With("tg3", {"eth0-tx-0", "eth0-rx-1", "eth0-rx-2"}, 2)).vectors),
            "tx-0=0 rx-1=0 rx-2=1");
  EXPECT_EQ(Summary(Find(With("tg3", {"eth0-0", "eth0-txrx-1", "eth0-txrx-2"}, 2)).vectors),
            "txrx-1=0 txrx-2=1 other=-");
  const std::string cut = "enp10s0f0np0-tx";
  EXPECT_EQ(Summary(Find(With("tg3", {"enp10s0f0np0-0", cut, cut}, 2)).vectors),
            "queue-0=0 queue-1=1 other=-");
}

TEST(IrqOrderTest, TwoThatReadAsOneQueueAreNeverSilent) {
  const std::vector<std::string> names{"eth0-TxRx-0", "old0-TxRx-0", "eth0-TxRx-1"};
  EXPECT_EQ(Find(With("ixgbe", names, 2)).problem->code, ErrorCode::kUnclear);
  const FoundVectors found = Find(With("ixgbe", names, 3));
  EXPECT_EQ(Summary(found.vectors), "TxRx-0=0 TxRx-1=1 TxRx-2=2");
  EXPECT_THAT(found.vectors.front().by, HasSubstr("do not tell them apart"));
}

}  // namespace
}  // namespace netkeel
