// SPDX-License-Identifier: Apache-2.0
#include "reconcile/checkpoint.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace netkeel {
namespace {

namespace fs = std::filesystem;

class CheckpointTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "netkeel-test-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string StateFolder() const { return (folder_ / "state").string(); }

  fs::path OnlyFile(const std::string& extension) const {
    for (const auto& entry : fs::directory_iterator(StateFolder())) {
      if (entry.path().extension() == extension) return entry.path();
    }
    return {};
  }

  fs::path folder_;
};

Checkpoint Sample() {
  Checkpoint checkpoint;
  checkpoint.profile = "multicast-feed.yaml";
  checkpoint.boot_id = "5f3c";
  Device device;
  device.name = "eth0";
  device.ifindex = 2;
  checkpoint.devices.push_back(device);
  checkpoint.values[{"eth0", "rings", "rx"}] = uint64_t{512};
  checkpoint.values[{"eth0", "irq", "TxRx-0/affinity"}] = CpuSet{2, 70};
  checkpoint.values[{"host", "sysctl", "net.ipv4.udp_mem"}] = std::string("1 2 3");
  checkpoint.values[{"eth0", "rss", "indirection"}] = std::vector<uint64_t>{0, 1, 0, 1};
  return checkpoint;
}

TEST_F(CheckpointTest, AfterSaveLoadGivesTheSame) {
  const auto store = CheckpointStore::Open(StateFolder());
  ASSERT_TRUE(store.has_value()) << store.error().message;
  ASSERT_TRUE(store->Save(Sample()).has_value());
  const auto loaded = store->Load();
  ASSERT_TRUE(loaded.has_value() && loaded->has_value());
  EXPECT_EQ((*loaded)->values, Sample().values);
  EXPECT_EQ((*loaded)->boot_id, "5f3c");
  EXPECT_EQ((*loaded)->devices.at(0).ifindex, 2);
}

TEST_F(CheckpointTest, ThereIsNoneBeforeSaveAndAfterDiscard) {
  const auto store = CheckpointStore::Open(StateFolder());
  ASSERT_TRUE(store.has_value());
  EXPECT_FALSE(store->Load()->has_value());
  ASSERT_TRUE(store->Save(Sample()).has_value());
  ASSERT_TRUE(store->Discard().has_value());
  EXPECT_FALSE(store->Load()->has_value());
}

TEST_F(CheckpointTest, OnlyTheOwnerCanReadIt) {
  const auto store = CheckpointStore::Open(StateFolder());
  ASSERT_TRUE(store->Save(Sample()).has_value());
  EXPECT_EQ(fs::status(StateFolder()).permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(OnlyFile(".json")).permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(CheckpointTest, ASecondInstanceIsTurnedAwayWhileTheFirstHoldsTheLock) {
  const auto first = CheckpointStore::Open(StateFolder());
  ASSERT_TRUE(first.has_value());
  const auto second = CheckpointStore::Open(StateFolder(), std::chrono::seconds(0));
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::kBusy);
}

TEST_F(CheckpointTest, TheLockEndsWithItsHolder) {
  { const auto first = CheckpointStore::Open(StateFolder()); }
  EXPECT_TRUE(CheckpointStore::Open(StateFolder(), std::chrono::seconds(0)).has_value());
}

TEST_F(CheckpointTest, AFolderThatOthersCanWriteIsRefused) {
  fs::create_directory(StateFolder());
  ASSERT_EQ(::chmod(StateFolder().c_str(), 0777), 0);
  const auto store = CheckpointStore::Open(StateFolder());
  ASSERT_FALSE(store.has_value());
  EXPECT_EQ(store.error().code, ErrorCode::kPermission);
}

TEST_F(CheckpointTest, AFolderThatCannotBeMadeIsRefused) {
  const auto store = CheckpointStore::Open((folder_ / "missing" / "state").string());
  ASSERT_FALSE(store.has_value());
  EXPECT_EQ(store.error().code, ErrorCode::kNotFound);
}

TEST_F(CheckpointTest, ATruncatedOneIsNotUnderstoodAndCanBeSetAside) {
  const auto store = CheckpointStore::Open(StateFolder());
  ASSERT_TRUE(store->Save(Sample()).has_value());
  const fs::path file = OnlyFile(".json");
  fs::resize_file(file, fs::file_size(file) / 2);
  const auto loaded = store->Load();
  ASSERT_FALSE(loaded.has_value());
  EXPECT_EQ(loaded.error().code, ErrorCode::kBadInput);
  ASSERT_TRUE(store->SetAside().has_value());
  EXPECT_FALSE(store->Load()->has_value());
  EXPECT_FALSE(OnlyFile(".bad").empty());
}

TEST(CheckpointJsonTest, EveryPrefixOfOneIsRefused) {
  const std::string text = ToJson(Sample());
  // The last two bytes are the closing brace and the newline.
  for (size_t length = 0; length + 2 <= text.size(); length += 7) {
    EXPECT_FALSE(CheckpointFromJson(text.substr(0, length)).has_value()) << length;
  }
}

TEST(CheckpointJsonTest, AnotherFormatIsRefused) {
  std::string text = ToJson(Sample());
  text.replace(text.find("\"format\": 1"), 11, "\"format\": 2");
  EXPECT_FALSE(CheckpointFromJson(text).has_value());
}

TEST(CheckpointJsonTest, ValuesOfTheWrongTypeAreRefused) {
  const char* const broken[] = {
      R"({"format":1,"devices":[],"values":[{"device":"a","tunable":"b","key":"c"}]})",
      R"({"format":1,"devices":[],"values":[{"device":"a","tunable":"b","key":"c","value":5}]})",
      R"({"format":1,"devices":[],"values":[{"device":"a","tunable":"b","key":"c",)"
      R"("value":{"cpus":"5-1"}}]})",
      R"({"format":1,"devices":[{"name":"a"}],"values":[]})",
      R"({"format":1,"devices":7,"values":[]})",
      R"([])",
  };
  for (const char* const text : broken) {
    EXPECT_FALSE(CheckpointFromJson(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace netkeel
