// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file mapped_file.hpp  A file as memory, read by the operating system as it is touched.
#pragma once

#include <softmargin/detail/check.hpp>

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <string>
#include <system_error>

#if __has_include(<sys/mman.h>)
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace softmargin::detail {

/// Read-only bytes for as long as the object lives. The file must not be cut short meanwhile: what
/// is touched behind its end ends the program.
class MappedFile {
 public:
  /// @throws std::runtime_error if the file cannot be mapped: missing, empty, or a system without
  /// POSIX's mmap
  explicit MappedFile(const std::filesystem::path& path) : name_(path.string()) {
#if __has_include(<sys/mman.h>)
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) fail(errno);
    struct stat status {};
    if (::fstat(file, &status) == 0) {
      size_ = static_cast<std::size_t>(status.st_size);
      data_ = ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, file, 0);
    }
    const int error = errno;
    ::close(file);  // the mapping stays
    if (data_ == MAP_FAILED) fail(error);
#else
    fail(ENOSYS);
#endif
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile() {
#if __has_include(<sys/mman.h>)
    ::munmap(data_, size_);
#endif
  }

  const std::string& name() const {
    return name_;
  }
  const std::byte* data() const {
    return static_cast<const std::byte*>(data_);
  }
  std::size_t size() const {
    return size_;
  }

 private:
  [[noreturn]] void fail(int error) const {
    fail_input(name_, "file", "one that can be mapped into memory",
               std::error_code(error, std::generic_category()).message());
  }

  std::string name_;
#if __has_include(<sys/mman.h>)
  void* data_ = MAP_FAILED;
#else
  void* data_ = nullptr;
#endif
  std::size_t size_ = 0;
};

}  // namespace softmargin::detail
