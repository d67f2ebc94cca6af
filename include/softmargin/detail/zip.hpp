// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file zip.hpp  Where the members of a zip archive lie.
///
/// Read from the directory at the end of the archive, with the 64-bit fields of large ones.
/// Source: PKWARE, "APPNOTE.TXT - .ZIP File Format Specification", sections 4.3 to 4.5.
#pragma once

#include <softmargin/detail/input_file.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>

namespace softmargin::detail {

/// Little-endian numbers at given places of a piece of a file.
class ZipBytes {
 public:
  ZipBytes(const std::filesystem::path& path, std::uint64_t offset, std::uint64_t size)
      : name_(path.string()) {
    InputFile file(path, {.offset = offset, .stored_size = size});
    bytes_.resize(static_cast<std::size_t>(size));
    file.read(bytes_.data(), bytes_.size(), "zip directory");
  }

  std::uint64_t size() const { return bytes_.size(); }

  /// @throws std::runtime_error if it lies outside
  std::uint64_t number(std::uint64_t position, int num_bytes) const {
    const std::string piece = text_at(position, static_cast<std::uint64_t>(num_bytes));
    std::uint64_t value = 0;
    for (std::size_t i = piece.size(); i-- > 0;)
      value = value << 8 | static_cast<unsigned char>(piece[i]);
    return value;
  }
  std::string text_at(std::uint64_t position, std::uint64_t size) const {
    if (position > bytes_.size() || size > bytes_.size() - position) fail("whole", "a part of one");
    return bytes_.substr(static_cast<std::size_t>(position), static_cast<std::size_t>(size));
  }

  [[noreturn]] void fail(const std::string& expected, const std::string& got) const {
    fail_input(name_, "zip archive", expected, got);
  }

 private:
  std::string name_;
  std::string bytes_;
};

/// The sizes and the place of a member; those that do not fit 32 bits stand in an extra field.
struct ZipNumbers {
  std::uint64_t size, stored_size, header_offset;  // size: when decompressed

  ZipNumbers(const ZipBytes& directory, std::uint64_t entry, std::uint64_t extra,
             std::uint64_t extra_size)
      : size(directory.number(entry + 24, 4)),
        stored_size(directory.number(entry + 20, 4)),
        header_offset(directory.number(entry + 42, 4)) {
    for (std::uint64_t p = extra; p + 4 <= extra + extra_size;) {
      const std::uint64_t field_size = directory.number(p + 2, 2);
      if (directory.number(p, 2) == 1) {
        std::uint64_t next = p + 4;
        for (std::uint64_t* value : {&size, &stored_size, &header_offset}) {
          if (*value != 0xFFFFFFFF) continue;
          *value = directory.number(next, 8);
          next += 8;
        }
      }
      p += 4 + field_size;
    }
  }
};

/// @param entry  the place of the member's entry in the directory
inline FileSection locate_zip_member(const std::filesystem::path& path, const ZipBytes& directory,
                                     std::uint64_t entry, const ZipNumbers& numbers) {
  const std::uint64_t flags = directory.number(entry + 8, 2);
  const std::uint64_t method = directory.number(entry + 10, 2);
  if ((flags & 1) != 0) directory.fail("without a password", "an encrypted member");
  if (method != 0 && method != 8) {
    directory.fail("stored or deflated", concat("method ", static_cast<Index>(method)));
  }
  // The local header in front of the data has a name and extra fields of its own.
  const ZipBytes local(path, numbers.header_offset, 30);
  if (local.number(0, 4) != 0x04034b50) directory.fail("intact", "a misplaced member");
  FileSection section;
  section.offset = numbers.header_offset + 30 + local.number(26, 2) + local.number(28, 2);
  section.stored_size = numbers.stored_size;
  section.is_deflated = method == 8;
  section.checksum = static_cast<std::uint32_t>(directory.number(entry + 16, 4));
  return section;
}

struct ZipDirectoryPlace {
  std::uint64_t offset, size;
};

/// Finds the end record, which may stand before a comment of up to 65,535 bytes.
inline ZipDirectoryPlace find_zip_directory(const std::filesystem::path& path) {
  const std::uint64_t size = InputFile(path).max_size();
  const std::uint64_t tail_size = std::min<std::uint64_t>(size, 22 + 65535);
  const ZipBytes tail(path, size - tail_size, tail_size);
  for (std::uint64_t p = tail_size < 22 ? 0 : tail_size - 21; p-- > 0;) {
    if (tail.number(p, 4) != 0x06054b50) continue;
    ZipDirectoryPlace place{tail.number(p + 16, 4), tail.number(p + 12, 4)};
    if (place.offset == 0xFFFFFFFF || place.size == 0xFFFFFFFF) {
      if (p < 20 || tail.number(p - 20, 4) != 0x07064b50) {
        tail.fail("one with a 64-bit end record", "none");
      }
      const ZipBytes end(path, tail.number(p - 12, 8), 56);
      place = {end.number(48, 8), end.number(40, 8)};
    }
    return place;
  }
  tail.fail("one with an end record", "none");
}

/// Opens one member of an archive.
/// @throws std::runtime_error if the file is not a zip archive, is damaged, or has no such member,
/// or only a split or encrypted one
inline InputFile open_zip_member(const std::filesystem::path& path, const std::string& name) {
  const ZipDirectoryPlace place = find_zip_directory(path);
  const ZipBytes directory(path, place.offset, place.size);
  std::string names;
  for (std::uint64_t entry = 0; entry < directory.size();) {
    if (directory.number(entry, 4) != 0x02014b50) directory.fail("intact", "a foreign entry");
    const std::uint64_t name_size = directory.number(entry + 28, 2);
    const std::uint64_t extra_size = directory.number(entry + 30, 2);
    const std::string member = directory.text_at(entry + 46, name_size);
    if (member == name) {
      const ZipNumbers numbers(directory, entry, entry + 46 + name_size, extra_size);
      FileSection section = locate_zip_member(path, directory, entry, numbers);
      section.name = name;
      return InputFile(path, section);
    }
    names += (names.empty() ? "" : " ") + member;
    entry += 46 + name_size + extra_size + directory.number(entry + 32, 2);
  }
  directory.fail("one with a member " + name, names.empty() ? "an empty one" : "one with " + names);
}

}  // namespace softmargin::detail
