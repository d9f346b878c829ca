// SPDX-License-Identifier: Apache-2.0
#include "kernel/recorded/ustar.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace netkeel {
namespace {

constexpr size_t kBlock = 512;

/// A field of the header block: POSIX.1-2017, pax, "ustar Interchange Format".
struct Field {
  size_t offset;
  size_t length;
};
constexpr Field kName{0, 100};
constexpr Field kMode{100, 8};
constexpr Field kUid{108, 8};
constexpr Field kGid{116, 8};
constexpr Field kSize{124, 12};
constexpr Field kMtime{136, 12};
constexpr Field kChecksum{148, 8};
constexpr size_t kType = 156;
constexpr Field kMagic{257, 8};
constexpr Field kPrefix{345, 155};

void Put(std::string& header, Field field, std::string_view text) {
  text.copy(header.data() + field.offset, std::min(text.size(), field.length));
}

/// Octal with leading zeros and a NUL, as long as the field.
void PutNumber(std::string& header, Field field, uint64_t number) {
  for (size_t place = field.length - 1; place-- > 0; number /= 8) {
    header[field.offset + place] = static_cast<char>('0' + number % 8);
  }
}

/// The sum of all bytes, those of the checksum itself taken for blanks.
uint64_t ChecksumOf(std::string_view header) {
  uint64_t sum = 0;
  for (size_t i = 0; i < kBlock; ++i) {
    const bool own = i >= kChecksum.offset && i < kChecksum.offset + kChecksum.length;
    sum += own ? ' ' : static_cast<unsigned char>(header[i]);
  }
  return sum;
}

/// The place of the slash between prefix and name; 0 where the name has room for all, none where
/// there is no room.
std::optional<size_t> SplitAt(const std::string& path) {
  if (path.size() <= kName.length) return 0;
  const size_t slash = path.find('/', path.size() - kName.length - 1);
  if (slash == std::string::npos || slash > kPrefix.length || slash + 1 == path.size()) {
    return std::nullopt;
  }
  return slash;
}

/// Up to the first NUL.
std::string_view TextOf(std::string_view header, Field field) {
  const std::string_view all = header.substr(field.offset, field.length);
  return all.substr(0, std::min(all.find('\0'), all.size()));
}

std::optional<uint64_t> NumberOf(std::string_view header, Field field) {
  const std::string_view digits = Trim(TextOf(header, field));
  uint64_t number = 0;
  for (const char c : digits) {
    if (c < '0' || c > '7') return std::nullopt;
    number = number * 8 + static_cast<uint64_t>(c - '0');
  }
  return digits.empty() ? std::nullopt : std::optional(number);
}

/// Without the "./" that `tar -c .` puts in front, and without the slash of a folder.
std::string PathOf(std::string_view header) {
  std::string path(TextOf(header, kName));
  // GNU tar's own format ("ustar  ") has other things where the prefix is.
  const bool posix = header.substr(kMagic.offset, 6) == std::string_view("ustar\0", 6);
  const std::string prefix(posix ? TextOf(header, kPrefix) : "");
  if (!prefix.empty()) path = prefix + '/' + path;
  while (path.starts_with("./")) path.erase(0, 2);
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

bool LeadsOut(const std::string& path) {
  const auto parts = Split(path, "/");
  return std::any_of(parts.begin(), parts.end(), [](std::string_view part) {
    return part.empty() || part == "." || part == "..";
  });
}

/// Reads one archive, entry by entry.
class Reader {
 public:
  explicit Reader(std::string_view archive) : archive_(archive) {}

  Result<FileMap> Read() {
    while (true) {
      const auto header = Take(kBlock);
      if (!header) return Fail(header.error());
      if (header->find_first_not_of('\0') == std::string_view::npos) return std::move(files_);
      if (const auto added = Add(*header); !added) return Fail(added.error());
    }
  }

 private:
  tl::unexpected<Error> Refuse(const std::string& why) const {
    return Fail(ErrorCode::kBadInput, "at byte " + std::to_string(start_) + ": " + why);
  }

  Result<std::string_view> Take(size_t size) {
    if (archive_.size() - at_ < size) {
      start_ = at_;
      return Refuse("the archive is cut short: copy it again");
    }
    const std::string_view taken = archive_.substr(at_, size);
    at_ += size;
    return taken;
  }

  Result<void> Add(std::string_view header) {
    start_ = at_ - kBlock;
    const auto size = NumberOf(header, kSize);
    if (NumberOf(header, kChecksum) != ChecksumOf(header) || !size) {
      return Refuse("no tar header: a capture is a plain tar archive, not compressed");
    }
    const std::string path = PathOf(header);
    const char type = header[kType];
    if (type == '5') return {};
    if (type != '0' && type != '\0') {
      return Refuse(Printable(path) + " is no plain file (type '" +
                    Printable(std::string(1, type)) + "'): captures are made by " +
                    "`netkeel capture FILE.tar` or `tar --format=ustar`");
    }
    if (LeadsOut(path)) return Refuse('"' + Printable(path) + "\" leads out of the archive");
    const auto content = Take(*size);
    if (!content) return Fail(At(Printable(path), content.error()));
    const size_t padding = (kBlock - *size % kBlock) % kBlock;
    if (const auto padded = Take(padding); !padded) return Fail(padded.error());
    if (!files_.emplace(path, *content).second) return Refuse(Printable(path) + " comes twice");
    return {};
  }

  std::string_view archive_;
  size_t at_ = 0;
  size_t start_ = 0;  ///< of the entry at hand
  FileMap files_;
};

}  // namespace

Result<std::string> ToUstar(const FileMap& files, int64_t mtime) {
  std::string archive;
  for (const auto& [path, content] : files) {
    const auto slash = SplitAt(path);
    if (!slash) {
      return Fail(ErrorCode::kBadInput,
                  path + ": too long a path for a tar archive; capture into a folder instead");
    }
    std::string header(kBlock, '\0');
    Put(header, kName, *slash == 0 ? path : path.substr(*slash + 1));
    if (*slash != 0) Put(header, kPrefix, path.substr(0, *slash));
    PutNumber(header, kMode, 0600);
    PutNumber(header, kUid, 0);
    PutNumber(header, kGid, 0);
    PutNumber(header, kSize, content.size());
    PutNumber(header, kMtime, static_cast<uint64_t>(std::max<int64_t>(mtime, 0)));
    header[kType] = '0';
    Put(header, kMagic, std::string_view("ustar\00000", 8));
    PutNumber(header, {kChecksum.offset, kChecksum.length - 1}, ChecksumOf(header));
    header[kChecksum.offset + kChecksum.length - 1] = ' ';
    archive += header + content + std::string((kBlock - content.size() % kBlock) % kBlock, '\0');
  }
  // Two blocks of zeros are the end, and tar(1) reads and writes 20 blocks at a time.
  constexpr size_t kRecord = 20 * kBlock;
  archive.resize((archive.size() + 2 * kBlock + kRecord - 1) / kRecord * kRecord);
  return archive;
}

Result<FileMap> ParseUstar(std::string_view archive) { return Reader(archive).Read(); }

}  // namespace netkeel
