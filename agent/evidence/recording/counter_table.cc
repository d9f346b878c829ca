// SPDX-License-Identifier: Apache-2.0
#include "evidence/recording/counter_table.h"

#include "evidence/recording/schema.h"

namespace netkeel {

Result<CounterTable> CounterTable::Open(const Database& database) {
  CounterTable table;
  const auto made = database.PrepareAll({
      {&table.find_,
       "SELECT id FROM counters WHERE source = ?1 AND place = ?2 AND name = ?3 AND fact = ?4"},
      {&table.back_, "UPDATE counters SET gone = NULL WHERE id = ?1"},
      {&table.insert_,
       "INSERT INTO counters(id, source, place, name, fact) VALUES(?1, ?2, ?3, ?4, ?5) "
       "ON CONFLICT(id) DO NOTHING RETURNING id"},
      {&table.gone_, "UPDATE counters SET gone = ?2 WHERE id = ?1"},
      {&table.all_gone_, "UPDATE counters SET gone = ?1 WHERE gone IS NULL"},
      {&table.forget_, "DELETE FROM counters WHERE gone < ?1"},
  });
  if (!made) return Fail(made.error());
  if (const auto counted = table.Recount(database); !counted) return Fail(counted.error());
  return table;
}

Result<void> CounterTable::Recount(const Database& database) {
  const auto count = database.Number("SELECT count(*) FROM counters");
  if (!count) return Fail(count.error());
  const auto last = database.Number("SELECT max(id) FROM counters");
  if (!last) return Fail(last.error());
  count_ = *count;
  next_ = *last + 1;
  return {};
}

Result<int64_t> CounterTable::IdOf(const CounterId& name, bool fact) {
  const auto found = find_.Bind(name.source, name.place, name.name, int64_t{fact}).Step();
  if (!found) return Fail(found.error());
  if (!*found) return Insert(name, fact);
  const int64_t id = find_.Integer(0);
  find_.Reset();
  if (const auto back = back_.Run(id); !back) return Fail(back.error());
  return id;
}

Result<int64_t> CounterTable::Insert(const CounterId& name, bool fact) {
  if (count_ >= kMostCounters - 1) {
    return Fail(ErrorCode::kBusy, "there are too many counters for one recording");
  }
  while (true) {
    // 0 is never given: nothing then has to tell it from none.
    next_ = next_ >= kMostCounters ? 1 : next_;
    const int64_t id = next_++;
    const auto fresh = insert_.Bind(id, name.source, name.place, name.name, int64_t{fact}).Step();
    if (!fresh) return Fail(fresh.error());
    insert_.Reset();
    if (!*fresh) continue;
    ++count_;
    return id;
  }
}

Result<void> CounterTable::Forget(int64_t sample) {
  if (auto gone = forget_.Run(sample); !gone) return gone;
  count_ -= forget_.Changes();
  return {};
}

bool CounterTable::IsNearlyFull() const { return count_ > kMostCounters / 8 * 7; }

}  // namespace netkeel
