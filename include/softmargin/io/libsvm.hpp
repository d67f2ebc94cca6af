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

/// One pass over the lines of a LIBSVM file, into a sparse matrix that was sized before.
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
      if (!is_example()) continue;
      data.y(example) = read_label();
      read_features(data.X);
      data.X.outerIndexPtr()[++example] = static_cast<int>(num_entries_);
    }
    finish(data.X);
    data.class_names = labels_.finish(data.y);
    return data;
  }

 private:
  /// Counts lines and colons: as many entries or more than there will be.
  void allocate(Dataset<Scalar, Features>& data) {
    Index num_examples = 0;
    Index most_entries = 0;
    while (lines_.next()) {
      if (!is_example()) continue;
      ++num_examples;
      most_entries += std::count(lines_.begin(), lines_.end(), ':');
    }
    if (num_examples == 0) {
      fail_input(lines_.name(), "number of examples", "at least 1", "0");
    }
    constexpr Index limit = std::numeric_limits<int>::max();
    if (most_entries > limit) {
      fail_input(lines_.name(), "number of entries", concat("at most ", limit), text(most_entries));
    }
    lines_.rewind();
    data.y.resize(num_examples);
    data.X.resize(0, num_examples);
    data.X.resizeNonZeros(most_entries);
    const auto size = static_cast<std::size_t>(most_entries);
    prefer_large_pages(data.X.valuePtr(), size * sizeof(Scalar));
    prefer_large_pages(data.X.innerIndexPtr(), size * sizeof(int));
  }

  /// Neither blank nor a comment.
  bool is_example() const {
    const char* p = skip_blanks(lines_.begin(), lines_.end());
    return p != lines_.end() && *p != '#';
  }

  int read_label() {
    const char* start = skip_blanks(lines_.begin(), lines_.end());
    position_ = std::find_if(start, lines_.end(), is_blank);
    const std::string_view token(start, static_cast<std::size_t>(position_ - start));
    const auto fail = [&](const std::string& expected) {
      lines_.fail(start, "label", expected, in_quotes(token));
    };
    if (token.find_first_of(":,") != std::string_view::npos) fail("one number or name");
    return labels_.encode(token, fail);
  }

  void read_features(Features& X) {
    const char* const end = lines_.end();
    Index previous = -1;
    while (true) {
      const char* p = skip_blanks(position_, end);
      if (p == end || *p == '#') return;
      if (*p == 'q') {
        skip_query(p);
        continue;
      }
      const Index index = read_index(p, previous);
      p = position_ + 1;  // behind the colon
      const auto number = parse_number(p, end, X.valuePtr()[num_entries_]);
      position_ = number.end;
      if (number.error != NumberError::none || (position_ != end && !is_blank(*position_))) {
        lines_.fail_at_field(p, ' ', concat("value of feature ", index), number_range<Scalar>());
      }
      X.innerIndexPtr()[num_entries_++] = static_cast<int>(index);
      previous = index;
    }
  }

  /// @return the index at p; position_ is then at the colon behind it
  Index read_index(const char* p, Index previous) {
    constexpr Index largest = std::numeric_limits<int>::max() - 1;
    const char* const start = p;
    const char* const end = lines_.end();
    Index index = 0;
    for (; p != end && is_digit(*p) && index <= largest; ++p) index = index * 10 + (*p - '0');
    if (p == start || p == end || *p != ':' || index > largest) {
      lines_.fail_at_field(start, ' ', "feature",
                           concat("index:value with an index from 0 to ", largest));
    }
    if (index <= previous) {
      lines_.fail(start, "feature index", concat("more than the ", previous, " before it"),
                  text(index));
    }
    if (index == 0 && options_.base == IndexBase::one) {
      lines_.fail(start, "feature index", "1 or more", "0");
    }
    has_zero_ = has_zero_ || index == 0;
    largest_ = std::max(largest_, index);
    position_ = p;
    return index;
  }

  /// SVMlight's `qid:number` belongs to ranking.
  void skip_query(const char* p) {
    position_ = std::find_if(p, lines_.end(), is_blank);
    const std::string_view token(p, static_cast<std::size_t>(position_ - p));
    if (token.substr(0, 4) != "qid:") {
      lines_.fail(p, "feature", "index:value", in_quotes(token));
    }
    ++num_queries_;
  }

  void finish(Features& X) {
    const bool from_one =
        options_.base == IndexBase::one || (options_.base == IndexBase::automatic && !has_zero_);
    if (from_one) {
      int* const indices = X.innerIndexPtr();
      for (Index i = 0; i < num_entries_; ++i) --indices[i];
    }
    X.resizeNonZeros(num_entries_);
    X.conservativeResize(std::max(options_.num_features, largest_ + (from_one ? 0 : 1)), X.cols());
    if (num_queries_ > 0) note(concat(num_queries_, " qid fields are ignored"));
    if (options_.base == IndexBase::automatic && has_zero_) note("feature numbers begin with 0");
  }

  void note(const std::string& message) const {
    if (options_.on_note) options_.on_note(concat(lines_.name(), ": ", message));
  }

  LineReader lines_;
  const LibsvmOptions& options_;
  LabelEncoder labels_;
  const char* position_ = nullptr;  // in the current line
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
