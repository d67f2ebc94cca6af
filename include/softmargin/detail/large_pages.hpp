// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file large_pages.hpp  Large arrays on large pages, where the operating system has them.
#pragma once

#include <softmargin/types.hpp>

#include <cstddef>
#include <cstdint>

#if __has_include(<sys/mman.h>)
#include <sys/mman.h>
#endif

namespace softmargin::detail {

/// Asks for large pages under an array that has not been touched yet. A page fault for every 4 KiB
/// would take longer than filling them does, and cost again at every pass over the data.
inline void prefer_large_pages([[maybe_unused]] void* data, [[maybe_unused]] std::size_t size) {
#if defined(MADV_HUGEPAGE)
  constexpr std::size_t least_size = std::size_t{1} << 22;
  constexpr std::size_t page_size = 4096;
  if (size < least_size) return;
  const std::size_t before =
      (page_size - reinterpret_cast<std::uintptr_t>(data) % page_size) % page_size;
  const std::size_t whole_pages = (size - before) / page_size * page_size;
  ::madvise(static_cast<char*>(data) + before, whole_pages, MADV_HUGEPAGE);  // a wish, not a need
#endif
}

/// A matrix that is about to be filled.
template <class Scalar>
void allocate(Matrix<Scalar>& X, Index rows, Index cols) {
  X.resize(rows, cols);
  prefer_large_pages(X.data(), static_cast<std::size_t>(X.size()) * sizeof(Scalar));
}

}  // namespace softmargin::detail
