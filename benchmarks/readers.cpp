// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file readers.cpp  benchmark_readers FOLDER: least of many times to read the files that
/// reader_peers.py makes. Prints lines file,what,milliseconds.
#include <softmargin/io/cifar.hpp>
#include <softmargin/io/csv.hpp>
#include <softmargin/io/idx.hpp>
#include <softmargin/io/libsvm.hpp>
#include <softmargin/io/npy.hpp>
#include <softmargin/io/npz.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <vector>

namespace sm = softmargin;

namespace {

template <class Action>
void report(const char* file, const char* what, const Action& action) {
  using Clock = std::chrono::steady_clock;
  action();
  std::vector<double> times;
  double total = 0;
  while (times.size() < 3 || (total < 1000 && times.size() < 51)) {
    const auto begin = Clock::now();
    action();
    times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
    total += times.back();
  }
  std::printf("%s,%s,%.3f\n", file, what, *std::min_element(times.begin(), times.end()));
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  double sum = 0;  // so that nothing is left out
  report("sparse.svm", "read_libsvm<double>",
         [&] { sum += sm::read_libsvm<double>(folder / "sparse.svm").X.valuePtr()[0]; });
  report("sparse.svm.gz", "read_libsvm<double>",
         [&] { sum += sm::read_libsvm<double>(folder / "sparse.svm.gz").X.valuePtr()[0]; });
  report("dense.csv", "read_csv<double>",
         [&] { sum += sm::read_csv<double>(folder / "dense.csv").X(0, 0); });
  report("dense.npy", "read_npy<float>",
         [&] { sum += static_cast<double>(sm::read_npy<float>(folder / "dense.npy")(0, 0)); });
  report("dense.npy", "map_npy<float> and a sum",
         [&] { sum += static_cast<double>(sm::map_npy<float>(folder / "dense.npy").sum()); });
  report("fortran.npy", "read_npy<float>",
         [&] { sum += static_cast<double>(sm::read_npy<float>(folder / "fortran.npy")(0, 0)); });
  report("dense.npz", "read_npz<float>",
         [&] { sum += static_cast<double>(sm::read_npz<float>(folder / "dense.npz").X(0, 0)); });
  report("deflated.npz", "read_npz<float>",
         [&] { sum += static_cast<double>(sm::read_npz<float>(folder / "deflated.npz").X(0, 0)); });
  const auto read_idx = [&] {
    return sm::read_idx(folder / "images-idx3-ubyte", folder / "labels-idx1-ubyte");
  };
  report("images-idx3-ubyte", "read_idx", [&] { sum += read_idx().X(0, 0); });
  report("images-idx3-ubyte", "map_idx and a sum", [&] {
    const auto data = sm::map_idx(folder / "images-idx3-ubyte", folder / "labels-idx1-ubyte");
    sum += static_cast<double>(data.X.template cast<int>().sum());
  });
  report("cifar.bin", "read_cifar10",
         [&] { sum += sm::read_cifar10(folder / "cifar.bin").X(0, 0); });
  report("cifar.bin", "map_cifar10 and a sum", [&] {
    sum += static_cast<double>(sm::map_cifar10(folder / "cifar.bin").X.template cast<int>().sum());
  });
  return sum == 0.12345 ? 1 : 0;
}
