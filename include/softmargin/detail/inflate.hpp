// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file inflate.hpp  Decompression through zlib, where the build has it (SOFTMARGIN_HAS_ZLIB).
#pragma once

#include <softmargin/detail/check.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#if defined(SOFTMARGIN_HAS_ZLIB)
#include <zlib.h>

#include <algorithm>
#include <limits>
#endif

namespace softmargin::detail {

enum class Compression {
  gzip,    ///< a .gz file: one or more members, each with header and checksum
  deflate  ///< the bare stream inside a zip archive
};

/// Deflate spends at least two bits on 258 bytes: no stream grows by more than this factor.
inline constexpr std::uint64_t max_deflate_ratio = 1032;

#if defined(SOFTMARGIN_HAS_ZLIB)

/// Turns compressed bytes from any source into plain ones.
class Inflater {
 public:
  /// Begins a stream.
  /// @param name  the file, for errors
  void start(const std::string& name, Compression compression) {
    name_ = name;
    compression_ = compression;
    finished_ = false;
    // Window bits: 15 for the largest window, + 16 for a gzip header, negative for no header.
    const int window_bits = compression == Compression::gzip ? 15 + 16 : -15;
    auto stream = std::make_unique<z_stream>();
    if (inflateInit2(stream.get(), window_bits) != Z_OK) throw std::bad_alloc();
    stream_.reset(stream.release());
    if (!input_) input_ = std::make_unique_for_overwrite<char[]>(input_size);
  }

  /// @param read_more  (char* out, size) -> bytes read, 0 at the end
  /// @return bytes written to `out`; fewer than `size` only at the end of the stream
  /// @throws std::runtime_error if the stream is damaged or cut off
  template <class ReadMore>
  std::size_t read(char* out, std::size_t size, const ReadMore& read_more) {
    std::size_t done = 0;
    while (done < size && !finished_) {
      if (stream_->avail_in == 0) refill(read_more);
      constexpr std::size_t most = std::numeric_limits<uInt>::max();
      const std::size_t room = std::min(size - done, most);
      stream_->next_out = reinterpret_cast<Bytef*>(out + done);
      stream_->avail_out = static_cast<uInt>(room);
      const int result = inflate(stream_.get(), Z_NO_FLUSH);
      done += room - stream_->avail_out;
      if (result == Z_STREAM_END) {
        finish_member(read_more);
      } else if (result != Z_OK) {
        fail(stream_->msg != nullptr ? stream_->msg : "a damaged one");
      }
    }
    return done;
  }

 private:
  static constexpr std::size_t input_size = std::size_t{1} << 16;

  struct End {
    void operator()(z_stream* stream) const {
      inflateEnd(stream);
      delete stream;
    }
  };

  template <class ReadMore>
  bool try_refill(const ReadMore& read_more) {
    stream_->next_in = reinterpret_cast<Bytef*>(input_.get());
    stream_->avail_in = static_cast<uInt>(read_more(input_.get(), input_size));
    return stream_->avail_in > 0;
  }
  template <class ReadMore>
  void refill(const ReadMore& read_more) {
    if (!try_refill(read_more)) fail("one that is cut off");
  }

  /// A gzip file may hold several members one after the other.
  template <class ReadMore>
  void finish_member(const ReadMore& read_more) {
    finished_ =
        compression_ == Compression::deflate || (stream_->avail_in == 0 && !try_refill(read_more));
    if (!finished_) inflateReset(stream_.get());
  }

  [[noreturn]] void fail(const std::string& got) const {
    fail_input(name_, "compressed stream", "complete and intact", got);
  }

  std::string name_;
  std::unique_ptr<char[]> input_;
  std::unique_ptr<z_stream, End> stream_;
  Compression compression_ = Compression::gzip;
  bool finished_ = true;
};

#else

/// Stands where zlib is missing: any compressed file is an error.
class Inflater {
 public:
  [[noreturn]] void start(const std::string& name, Compression) {
    fail_input(name, "file", "uncompressed, as this program was built without zlib",
               "a compressed one");
  }
  template <class ReadMore>
  std::size_t read(char*, std::size_t, const ReadMore&) {
    return 0;
  }
};

#endif

}  // namespace softmargin::detail
