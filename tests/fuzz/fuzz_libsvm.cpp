// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include <softmargin/io/libsvm.hpp>

#include "fuzz_file.hpp"

namespace sm = softmargin;

namespace {

template <class Scalar>
void read(const std::filesystem::path& path, const sm::LibsvmOptions& options) {
  const auto data = sm::read_libsvm<Scalar>(path, options);
  require_sound(data);
  require(data.X.isCompressed() && data.X.rows() >= options.num_features);
  for (sm::Index i = 0; i < data.X.cols(); ++i) {
    sm::Index previous = -1;
    for (typename Eigen::SparseMatrix<Scalar>::InnerIterator entry(data.X, i); entry; ++entry) {
      require(entry.row() > previous && entry.row() < data.X.rows());
      require(std::isfinite(entry.value()));
      previous = entry.row();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const FuzzFile file;
  const auto path = file.write(data, size);
  attempt([&] { read<double>(path, {.num_features = 1}); });
  attempt([&] {
    read<float>(path, {.num_features = 100,
                       .base = sm::IndexBase::zero,
                       .class_names = {"1", "-1", "cat"},
                       .on_note = [](std::string_view note) { require(!note.empty()); }});
  });
  return 0;
}
