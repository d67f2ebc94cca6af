// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file peer_library.cpp  What time_peers.py calls: our objective in double for anybody's weights,
/// LIBLINEAR, and dlib's trainer.
///
/// Features come as float: dense N x D in C order, or compressed rows. Weights are K x D and b is
/// K, both double in C order.
#include "race_losses.hpp"

#include <softmargin/objective/regularized_loss.hpp>
#include <softmargin/regularization/l2.hpp>

#include <dlib/svm_threaded.h>
#include <linear.h>

#include <chrono>
#include <vector>

namespace sm = softmargin;

namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

extern "C" {

/// The data of one set; dense if `starts` is null.
struct PeerData {
  int num_examples;
  int num_features;
  int num_classes;
  const float* values;
  const int* indices;
  const int* starts;
  const int* labels;
};

double peer_objective(const PeerData* data, const char* loss, const char* bias, double lambda,
                      const double* W, const double* b) {
  const Eigen::Map<const RowMajor> weights(W, data->num_classes, data->num_features);
  const Eigen::Map<const Eigen::VectorXd> offset(b, data->num_classes);
  const sm::Labels y = Eigen::Map<const sm::Labels>(data->labels, data->num_examples);
  const auto value = [&](const auto& X) {
    return with_loss(loss, [&](const auto& named) {
      using L = std::remove_cvref_t<decltype(named)>;
      using View = sm::detail::FeaturesOf<std::remove_cvref_t<decltype(X)>>;
      sm::RegularizedLoss<View, L, sm::L2, double> objective(
          X, y, named, sm::L2{lambda},
          {.bias = bias_named(bias), .threads = 1, .num_classes = data->num_classes});
      return objective.value(weights, offset);
    });
  };
  if (data->starts == nullptr) {
    return value(
        Eigen::Map<const Eigen::MatrixXf>(data->values, data->num_features, data->num_examples));
  }
  return value(Eigen::Map<const Eigen::SparseMatrix<float>>(
      data->num_features, data->num_examples, data->starts[data->num_examples], data->starts,
      data->indices, data->values));
}

struct LiblinearProblem {
  std::vector<feature_node> nodes;
  std::vector<feature_node*> rows;
  std::vector<double> targets;
  problem description;
};

/// LIBLINEAR's own copy of the data, made once and not timed.
/// @param bias  the constant feature, below 0 for none
LiblinearProblem* make_liblinear_problem(const PeerData* data, double bias) {
  auto* made = new LiblinearProblem;
  const bool sparse = data->starts != nullptr;
  std::vector<std::size_t> first;
  for (int i = 0; i < data->num_examples; ++i) {
    first.push_back(made->nodes.size());
    const float* dense = data->values + static_cast<std::ptrdiff_t>(i) * data->num_features;
    const int begin = sparse ? data->starts[i] : 0;
    const int end = sparse ? data->starts[i + 1] : data->num_features;
    for (int d = begin; d < end; ++d) {
      const float value = sparse ? data->values[d] : dense[d];
      if (value != 0) made->nodes.push_back({(sparse ? data->indices[d] : d) + 1, value});
    }
    if (bias >= 0) made->nodes.push_back({data->num_features + 1, bias});
    made->nodes.push_back({-1, 0});
    made->targets.push_back(data->labels[i]);
  }
  for (const std::size_t start : first) made->rows.push_back(made->nodes.data() + start);
  made->description = {data->num_examples, data->num_features + (bias >= 0 ? 1 : 0),
                       made->targets.data(), made->rows.data(), bias};
  return made;
}

/// @return seconds of `train`
double train_liblinear(const PeerData* data, const LiblinearProblem* of, int solver, double C,
                       double eps, double* W, double* b) {
  set_print_string_function([](const char*) {});
  parameter parameters = {};
  parameters.solver_type = solver;
  parameters.C = C;
  parameters.eps = eps;
  const auto begin = std::chrono::steady_clock::now();
  model* trained = train(&of->description, &parameters);
  const double seconds = seconds_since(begin);
  const int D = data->num_features;
  Eigen::Map<RowMajor> weights(W, data->num_classes, D);
  Eigen::Map<Eigen::VectorXd> offset(b, data->num_classes);
  weights.setZero();
  offset.setZero();
  const bool biased = of->description.bias >= 0;
  // Two classes share one row of LIBLINEAR's, but for Crammer and Singer's.
  const bool binary = trained->nr_class == 2 && solver != MCSVM_CS;
  const int columns = binary ? 1 : trained->nr_class;
  for (int k = 0; k < trained->nr_class; ++k) {
    const int row = trained->label[k];
    const double sign = binary && k == 1 ? -1 : 1;
    const int column = binary ? 0 : k;
    for (int d = 0; d < D; ++d) weights(row, d) = sign * trained->w[d * columns + column];
    if (biased) offset(row) = sign * trained->w[D * columns + column];
  }
  free_and_destroy_model(&trained);
  return seconds;
}

using SparseSample = std::vector<std::pair<unsigned long, double>>;
using DenseSample = dlib::matrix<double, 0, 1>;

struct DlibProblem {
  std::vector<SparseSample> sparse;
  std::vector<DenseSample> dense;
  std::vector<double> labels;
};

/// dlib's own copy of the data, made once and not timed.
DlibProblem* make_dlib_problem(const PeerData* data) {
  auto* made = new DlibProblem;
  for (int i = 0; i < data->num_examples; ++i) {
    made->labels.push_back(data->labels[i]);
    if (data->starts != nullptr) {
      auto& sample = made->sparse.emplace_back();
      for (int j = data->starts[i]; j < data->starts[i + 1]; ++j) {
        sample.emplace_back(static_cast<unsigned long>(data->indices[j]), data->values[j]);
      }
    } else {
      auto& sample = made->dense.emplace_back(data->num_features);
      const float* from = data->values + static_cast<std::ptrdiff_t>(i) * data->num_features;
      for (int d = 0; d < data->num_features; ++d) sample(d) = from[d];
    }
  }
  return made;
}

/// @return seconds of `train`
double train_dlib(const PeerData* data, const DlibProblem* of, double C, double eps, int threads,
                  double* W, double* b) {
  Eigen::Map<RowMajor> weights(W, data->num_classes, data->num_features);
  Eigen::Map<Eigen::VectorXd> offset(b, data->num_classes);
  weights.setZero();
  const auto run = [&](auto trainer, const auto& samples) {
    trainer.set_c(C);
    trainer.set_epsilon(eps);
    trainer.set_num_threads(static_cast<unsigned long>(threads));
    const auto begin = std::chrono::steady_clock::now();
    const auto trained = trainer.train(samples, of->labels);
    const double seconds = seconds_since(begin);
    for (long k = 0; k < trained.weights.nr(); ++k) {
      const auto row = static_cast<sm::Index>(trained.labels[static_cast<std::size_t>(k)]);
      for (long d = 0; d < trained.weights.nc(); ++d) weights(row, d) = trained.weights(k, d);
      offset(row) = -trained.b(k);
    }
    return seconds;
  };
  if (data->starts != nullptr) {
    return run(
        dlib::svm_multiclass_linear_trainer<dlib::sparse_linear_kernel<SparseSample>, double>(),
        of->sparse);
  }
  return run(dlib::svm_multiclass_linear_trainer<dlib::linear_kernel<DenseSample>, double>(),
             of->dense);
}

}  // extern "C"
