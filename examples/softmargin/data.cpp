// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file data.cpp  Readers by format, and what is checked before any solver sees the data.
#include "data.hpp"

#include "errors.hpp"

#include <softmargin/io/cifar.hpp>
#include <softmargin/io/csv.hpp>
#include <softmargin/io/idx.hpp>
#include <softmargin/io/libsvm.hpp>
#include <softmargin/io/npy.hpp>
#include <softmargin/io/npz.hpp>
#include <softmargin/io/write_csv.hpp>
#include <softmargin/io/write_libsvm.hpp>
#include <softmargin/io/write_npy.hpp>

#include <charconv>
#include <cstdio>
#include <filesystem>

namespace tool {

namespace {

namespace fs = std::filesystem;

std::string lower_extension(fs::path path) {
  if (path.extension() == ".gz") path.replace_extension();
  std::string extension = path.extension().string();
  for (char& c : extension) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return extension;
}

bool is_compressed(const fs::path& path) {
  return sm::detail::InputFile(path).is_compressed();
}

template <class Scalar, class Features>
Examples dense(sm::Dataset<Scalar, Features> data) {
  return {DenseExamples(std::move(data.X)), std::move(data.y), std::move(data.class_names)};
}

template <class Scalar>
Examples read_libsvm(const DataOptions& options, sm::Index num_features) {
  sm::LibsvmOptions libsvm;
  libsvm.num_features = num_features;
  if (options.index_base == "0") libsvm.base = sm::IndexBase::zero;
  if (options.index_base == "1") libsvm.base = sm::IndexBase::one;
  libsvm.on_note = [](std::string_view note) {
    std::fprintf(stderr, "softmargin: note: %.*s\n", static_cast<int>(note.size()), note.data());
  };
  auto data = sm::read_libsvm<Scalar>(options.path, libsvm);
  Examples examples{Eigen::SparseMatrix<Scalar>(), std::move(data.y), std::move(data.class_names)};
  std::get<Eigen::SparseMatrix<Scalar>>(examples.X).swap(data.X);  // Eigen 3.4 would copy to move
  return examples;
}

Examples read_csv(const DataOptions& options) {
  sm::CsvOptions csv;
  const std::string& column = options.label_column;
  sm::Index number = 0;
  const auto parsed = std::from_chars(column.data(), column.data() + column.size(), number);
  if (column == "none") {
    csv.label_column = std::nullopt;
  } else if (parsed.ec == std::errc() && parsed.ptr == column.data() + column.size()) {
    csv.label_column = number;
  } else {
    csv.label_column = column;
  }
  if (options.header == "yes") csv.header = sm::CsvHeader::present;
  if (options.header == "no") csv.header = sm::CsvHeader::absent;
  if (options.separator == "tab" || options.separator == "\\t") {
    csv.separator = '\t';
  } else if (options.separator.size() == 1) {
    csv.separator = options.separator[0];
  } else if (!options.separator.empty()) {
    throw UsageError("--separator should be one character or \"tab\", got \"" + options.separator +
                     "\"");
  }
  return dense(sm::read_csv<double>(options.path, csv));
}

/// Mapped where the bytes can be used as they lie, otherwise read.
template <class Scalar>
DenseExamples npy_features(const fs::path& path, bool mappable) {
  if (mappable) return DenseExamples(sm::map_npy<Scalar>(path));
  return DenseExamples(sm::read_npy<Scalar>(path));
}

Examples read_npy(const DataOptions& options) {
  const fs::path path = options.path;
  sm::detail::InputFile file(path);
  const auto header = sm::detail::read_npy_header(file);
  const bool in_order = !header.fortran_order || header.shape.size() == 1;
  const auto can_map = [&](sm::Index size) {
    return in_order && !file.is_compressed() && header.data_offset % size == 0;
  };
  Examples examples{Sparse(), {}, {}};
  if (sm::detail::is_npy_type<std::uint8_t>(header)) {
    examples.X = npy_features<std::uint8_t>(path, can_map(1));
  } else if (sm::detail::is_npy_type<float>(header)) {
    examples.X = npy_features<float>(path, can_map(4));
  } else {
    examples.X = npy_features<double>(path, can_map(8) && sm::detail::is_npy_type<double>(header));
  }
  if (!options.labels.empty()) {
    sm::detail::InputFile labels(options.labels);
    examples.class_names =
        sm::detail::read_npy_labels(labels, examples.num_examples(), {}, examples.y);
  }
  return examples;
}

Examples read_idx(const DataOptions& options) {
  std::string labels = options.labels;
  if (labels.empty()) {
    // As the published files are called.
    labels = options.path;
    const std::size_t images = labels.rfind("images-idx3");
    if (images == std::string::npos) {
      throw UsageError("an IDX file needs --labels FILE");
    }
    labels.replace(images, 11, "labels-idx1");
  }
  if (is_compressed(options.path)) return dense(sm::read_idx(options.path, labels));
  return dense(sm::map_idx(options.path, labels));
}

Examples read_cifar(const DataOptions& options, const std::string& format) {
  const fs::path path = options.path;
  const bool in_place = !fs::is_directory(path) && !is_compressed(path);
  if (format == "cifar10") {
    return in_place ? dense(sm::map_cifar10(path)) : dense(sm::read_cifar10(path));
  }
  const auto labels = format == "cifar100" ? sm::CifarLabels::fine : sm::CifarLabels::coarse;
  return in_place ? dense(sm::map_cifar100(path, labels)) : dense(sm::read_cifar100(path, labels));
}

/// The examples whose weight is not 0; dense ones stay where they are.
template <class Derived>
auto select_examples(const Eigen::DenseBase<Derived>& X, const std::vector<sm::Index>& chosen) {
  return X.derived()(Eigen::indexing::all, chosen);
}
template <class Scalar>
Eigen::SparseMatrix<Scalar> select_examples(const Eigen::SparseMatrix<Scalar>& X,
                                            const std::vector<sm::Index>& chosen) {
  Eigen::SparseMatrix<Scalar> selected(X.rows(), static_cast<sm::Index>(chosen.size()));
  selected.reserve(X.nonZeros());
  for (std::size_t j = 0; j < chosen.size(); ++j) {
    const auto column = static_cast<sm::Index>(j);
    selected.startVec(column);
    for (typename Eigen::SparseMatrix<Scalar>::InnerIterator entry(X, chosen[j]); entry; ++entry) {
      selected.insertBack(entry.row(), column) = entry.value();
    }
  }
  selected.finalize();
  return selected;
}

/// Mapped files are not looked at by their reader.
void check_finite(const std::string& path, const DenseExamples& X) {
  X.visit([&](const auto& columns) {
    if (const auto bad = sm::detail::first_not_finite(columns)) {
      sm::detail::fail_input(
          path, sm::detail::concat("feature ", bad->row, " of example ", bad->column), "finite",
          sm::detail::text(static_cast<double>(columns(bad->row, bad->column))));
    }
  });
}

}  // namespace

sm::Index Examples::num_features() const {
  return std::visit([](const auto& x) { return sm::detail::features_of(x).num_features(); }, X);
}
sm::Index Examples::num_examples() const {
  return std::visit([](const auto& x) { return sm::detail::features_of(x).num_examples(); }, X);
}

std::string data_format(const DataOptions& options) {
  if (options.format != "auto") return options.format;
  const std::string extension = lower_extension(options.path);
  if (extension == ".csv" || extension == ".tsv") return "csv";
  if (extension == ".npy") return "npy";
  if (extension == ".npz") return "npz";
  if (extension == ".bin" || fs::is_directory(options.path)) return "cifar10";
  if (fs::path(options.path).filename().string().find("idx3") != std::string::npos ||
      extension == ".idx") {
    return "idx";
  }
  return "libsvm";
}

Examples read_examples(const DataOptions& options, Precision precision, sm::Index num_features) {
  const std::string format = data_format(options);
  Examples examples{Sparse(), {}, {}};
  if (format == "libsvm") {
    return precision == Precision::single_ ? read_libsvm<float>(options, num_features)
                                           : read_libsvm<double>(options, num_features);
  }
  if (format == "csv") return read_csv(options);
  if (format == "npy") {
    examples = read_npy(options);
  } else if (format == "npz") {
    examples = dense(sm::read_npz<double>(
        options.path, {.features = options.features_array,
                       .labels = options.labels_array == "none" ? "" : options.labels_array}));
  } else if (format == "idx") {
    examples = read_idx(options);
  } else {
    examples = read_cifar(options, format);
  }
  check_finite(options.path, std::get<DenseExamples>(examples.X));
  return examples;
}

void write_examples(const Examples& examples, const std::string& path) {
  const std::string extension = lower_extension(path);
  if (examples.y.size() == 0 && extension != ".npy") {
    throw UsageError("data without labels can be written as .npy alone");
  }
  if (const auto* sparse = std::get_if<ExactSparse>(&examples.X)) {
    if (extension == ".csv" || extension == ".npy") {
      throw UsageError("sparse data can be written as LIBSVM text alone");
    }
    return sm::write_libsvm(path, *sparse, examples.y, examples.class_names);
  }
  std::get<DenseExamples>(examples.X).visit([&](const auto& X) {
    if (extension == ".csv") {
      sm::write_csv(path, X, examples.y, examples.class_names);
    } else if (extension == ".npy") {
      sm::write_npy(path, X);
    } else {
      sm::write_libsvm(path, X, examples.y, examples.class_names);
    }
  });
}

std::optional<sm::FeatureScaling> make_scaling(const Examples& examples, const std::string& kind,
                                               const sm::Vector<double>& weights) {
  if (kind == "none") return std::nullopt;
  std::vector<sm::Index> chosen;
  for (sm::Index i = 0; i < weights.size(); ++i) {
    if (weights(i) != 0) chosen.push_back(i);
  }
  const auto make_from = [&](const auto& X) {
    if (kind == "centre") return sm::fit_centring(X);
    if (kind == "range") return sm::fit_range_scaling(X);
    return sm::fit_standardization(X);
  };
  const auto make = [&](const auto& X) {
    return weights.size() == 0 ? make_from(X) : make_from(select_examples(X, chosen));
  };
  return std::visit(
      [&](const auto& X) {
        if constexpr (requires { X.visit(make); }) {
          return X.visit(make);
        } else {
          return make(X);
        }
      },
      examples.X);
}

}  // namespace tool
