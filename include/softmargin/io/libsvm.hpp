// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file libsvm.hpp  Sparse examples as text: the format of LIBSVM, LIBLINEAR and SVMlight.
///
/// One example a line: `label index:value index:value ... # comment`, indices ascending, features
/// that are not listed zero. Source: C.-C. Chang, C.-J. Lin, "LIBSVM", README; T. Joachims,
/// https://www.cs.cornell.edu/people/tj/svm_light.
#pragma once

#include <softmargin/detail/label_encoder.hpp>
#include <softmargin/detail/large_pages.hpp>
#include <softmargin/detail/libsvm_line.hpp>
#include <softmargin/detail/line_reader.hpp>
#include <softmargin/types.hpp>

#include <algorithm>
#include <Eigen/SparseCore>
#include <filesystem>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace softmargin {

/// The number of the first feature in a file.
enum class IndexBase {
  automatic,  ///< zero if the file holds an index 0, otherwise one
  zero,
  one
};

struct LibsvmOptions {
  Index num_features = 0;  ///< X gets at least this many rows, whatever the file names
  IndexBase base = IndexBase::automatic;
  std::vector<std::string> class_names =
      {};  ///< number the labels by these (those of a model, say)
  std::function<void(std::string_view)> on_note = {};  ///< told what the file holds and X does not
};

namespace detail {

/// Two passes over the lines of a LIBSVM file: one that counts, one that reads into X.
template <class Scalar>
class LibsvmParser {
 public:
  using Features = Eigen::SparseMatrix<Scalar>;

  LibsvmParser(const std::filesystem::path& path, const LibsvmOptions& options)
      : lines_(path), options_(options), labels_(options.class_names) {}

  Dataset<Scalar, Features> read() {
    Dataset<Scalar, Features> data;
    allocate(data);
    Index example = 0;
    while (lines_.next()) {
      LibsvmLine line(lines_);
      if (!line.is_example()) continue;
      if (example == data.y.size()) fail_changed();
      data.y(example) = read_label(line);
      read_features(line, data.X);
      data.X.outerIndexPtr()[++example] = static_cast<int>(num_entries_);
      num_queries_ += line.num_queries();
    }
    if (example != data.y.size()) fail_changed();
    finish(data.X);
    data.class_names = labels_.finish(data.y);
    return data;
  }

 private:
  /// As many entries or more than there will be.
  void allocate(Dataset<Scalar, Features>& data) {
    Index num_examples = 0;
    while (lines_.next()) {
      const LibsvmLine line(lines_);
      if (!line.is_example()) continue;
      ++num_examples;
      most_entries_ += line.most_features();
    }
    if (num_examples == 0) {
      fail_input(lines_.name(), "number of examples", "at least 1", "0");
    }
    constexpr Index limit = std::numeric_limits<int>::max();
    if (most_entries_ > limit) {
      fail_input(lines_.name(), "number of entries", concat("at most ", limit),
                 text(most_entries_));
    }
    lines_.rewind();
    data.y.resize(num_examples);
    data.X.resize(0, num_examples);
    data.X.resizeNonZeros(most_entries_);
    const auto size = static_cast<std::size_t>(most_entries_);
    prefer_large_pages(data.X.valuePtr(), size * sizeof(Scalar));
    prefer_large_pages(data.X.innerIndexPtr(), size * sizeof(int));
  }

  int read_label(LibsvmLine& line) {
    const std::string_view token = line.label();
    return labels_.encode(token, [&](const std::string& expected) {
      lines_.fail(token.data(), "label", expected, in_quotes(token));
    });
  }

  void read_features(LibsvmLine& line, Features& X) {
    Index index = 0;
    Scalar value{};
    while (line.next(index, value)) {
      if (num_entries_ == most_entries_) fail_changed();
      if (index == 0 && options_.base == IndexBase::one) line.fail_index("1 or more");
      has_zero_ = has_zero_ || index == 0;
      largest_ = std::max(largest_, index);
      X.valuePtr()[num_entries_] = value;
      X.innerIndexPtr()[num_entries_++] = static_cast<int>(index);
    }
  }

  void finish(Features& X) {
    const bool from_one =
        options_.base == IndexBase::one || (options_.base == IndexBase::automatic && !has_zero_);
    if (from_one) {
      int* const indices = X.innerIndexPtr();
      for (Index i = 0; i < num_entries_; ++i) --indices[i];
    }
    const Index num_features = std::max(options_.num_features, largest_ + (from_one ? 0 : 1));
    if (num_features < 1) fail_input(lines_.name(), "number of features", "at least 1", "0");
    X.resizeNonZeros(num_entries_);
    X.conservativeResize(num_features, X.cols());
    if (num_queries_ > 0) note(concat(num_queries_, " qid fields are ignored"));
    if (options_.base == IndexBase::automatic && has_zero_) note("feature numbers begin with 0");
  }

  void note(const std::string& message) const {
    if (options_.on_note) options_.on_note(concat(lines_.name(), ": ", message));
  }

  [[noreturn]] void fail_changed() const {
    fail_input(lines_.name(), "file", "left alone while it is read", "another one the second time");
  }

  LineReader lines_;
  const LibsvmOptions& options_;
  LabelEncoder labels_;
  Index most_entries_ = 0;
  Index num_entries_ = 0;
  Index num_queries_ = 0;
  Index largest_ = -1;
  bool has_zero_ = false;
};

}  // namespace detail

/// Reads sparse examples, plain or gzip, in two passes: one that counts, one that reads into X.
/// @tparam Scalar  of X; values are rounded to the nearest
/// @return X D x N with D from the largest index, column-major and compressed; y in [0, K); class
/// names in numerical order, or in that of their bytes if one is not a number
/// @throws std::runtime_error with file, line and column at the first thing that is not in the
/// format: an index that is not above the one before, a value that is NaN, infinite or no number
template <class Scalar = double>
Dataset<Scalar, Eigen::SparseMatrix<Scalar>> read_libsvm(const std::filesystem::path& path,
                                                         const LibsvmOptions& options = {}) {
  detail::check_at_least("num_features", options.num_features, 0);
  return detail::LibsvmParser<Scalar>(path, options).read();
}

}  // namespace softmargin
