// SPDX-License-Identifier: Apache-2.0
#include "evidence/recording/packer.h"

#include <map>
#include <vector>

#include "evidence/recording/course_text.h"
#include "evidence/recording/schema.h"

namespace netkeel {
namespace {

struct Course {
  std::vector<CoursePoint> points;
  bool went = false;  ///< the counter was gone in the meantime
};

Result<std::map<int64_t, Course>> LoadCourses(const Database& database, int64_t first,
                                              int64_t next) {
  auto rows = database.Prepare("SELECT key, value FROM numbers WHERE key >= ?1 AND key < ?2");
  if (!rows) return Fail(rows.error());
  rows->Bind(FirstKey(first), FirstKey(next));
  std::map<int64_t, Course> courses;
  while (true) {
    const auto row = rows->Step();
    if (!row) return Fail(row.error());
    if (!*row) return courses;
    Course& course = courses[rows->Integer(0) & (kMostCounters - 1)];
    course.went = course.went || rows->IsNull(1);
    course.points.push_back({(rows->Integer(0) >> kCounterBits) - first, rows->Integer(1)});
  }
}

}  // namespace

Result<void> Packer::Pack(Database& database, int64_t current) {
  if (current == done_) return {};
  if (!packed_) {
    const auto packed = database.Number("SELECT max(key) >> 20 FROM packed");
    if (!packed) return Fail(packed.error());
    packed_ = *packed;
  }
  const auto frame = NextFrame(database, current);
  if (!frame) return Fail(frame.error());
  if (!*frame) {
    done_ = current;
    return {};
  }
  if (auto begun = database.Run("BEGIN IMMEDIATE"); !begun) return begun;
  auto done = PackFrame(database, **frame);
  if (done) done = database.Run("COMMIT");
  if (!done) {
    database.Run("ROLLBACK");
    return done;
  }
  packed_ = (*frame)->first;
  return {};
}

Result<std::optional<Packer::Frame>> Packer::NextFrame(const Database& database,
                                                       int64_t current) const {
  auto rows =
      database.Prepare("SELECT id FROM samples WHERE id > ?1 AND frame = id ORDER BY id LIMIT 2");
  if (!rows) return Fail(rows.error());
  std::vector<int64_t> frames;
  rows->Bind(*packed_);
  while (true) {
    const auto row = rows->Step();
    if (!row) return Fail(row.error());
    if (!*row) break;
    frames.push_back(rows->Integer(0));
  }
  if (frames.size() < 2 || frames[0] >= current) return std::optional<Frame>();
  return Frame{frames[0], frames[1]};
}

Result<void> Packer::PackFrame(const Database& database, const Frame& frame) {
  const auto courses = LoadCourses(database, frame.first, frame.next);
  if (!courses) return Fail(courses.error());
  Statement pack;
  Statement forget;
  if (auto made = database.PrepareAll({
          {&pack, "INSERT INTO packed(key, course) VALUES((?1 << 20) | ?2, ?3)"},
          {&forget,
           "DELETE FROM numbers WHERE key >= (?1 << 20) AND key < (?2 << 20) AND EXISTS "
           "(SELECT 1 FROM packed WHERE packed.key = (?1 << 20) | numbers.counter)"},
      });
      !made) {
    return made;
  }
  for (const auto& [counter, course] : *courses) {
    const auto text = course.went ? std::nullopt : CourseText(course.points);
    if (!text) continue;
    if (auto done = pack.Run(frame.first, counter, *text); !done) return done;
  }
  return forget.Run(frame.first, frame.next);
}

}  // namespace netkeel
