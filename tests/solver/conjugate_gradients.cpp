// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/solver/conjugate_gradients.hpp"

#include "catch.hpp"
#include "random.hpp"

namespace sm = softmargin;
using sm::Index;

namespace {

struct System {
  System() {
    Random random(3);
    const sm::Matrix<double> A = random.matrix(40, 40);
    const sm::Matrix<double> scale = sm::Vector<double>::LinSpaced(40, 1, 100).asDiagonal();
    H = scale * (A * A.transpose() + sm::Matrix<double>::Identity(40, 40)) * scale;
    g = random.matrix(40, 1);
  }

  /// @param preconditioned  with the diagonal of H
  Index solve(double tolerance, Index max_steps, bool preconditioned) {
    return sm::detail::conjugate_gradients(
        g, d, tolerance, max_steps,
        [&](const sm::Vector<double>& v, sm::Vector<double>& Hv) { Hv = H * v; },
        [&](const sm::Vector<double>& r, sm::Vector<double>& z) {
          z = preconditioned ? sm::Vector<double>(r.cwiseQuotient(H.diagonal())) : r;
        });
  }

  sm::Matrix<double> H;
  sm::Vector<double> g;
  sm::Vector<double> d;
};

}  // namespace

TEST_CASE("conjugate gradients solve H d = -g", "[conjugate_gradients]") {
  System system;
  system.solve(1e-12, 200, true);
  CHECK((system.H * system.d + system.g).norm() <= 1e-9 * system.g.norm());
}

TEST_CASE("a preconditioner saves steps, and the tolerance ends them", "[conjugate_gradients]") {
  System system;
  const Index plain = system.solve(1e-6, 200, false);
  const Index preconditioned = system.solve(1e-6, 200, true);
  CHECK(preconditioned < plain);
  CHECK(system.solve(0.1, 200, true) < preconditioned);
  CHECK(system.solve(1e-12, 2, true) == 2);
}

TEST_CASE("no step is taken from where the gradient vanishes", "[conjugate_gradients]") {
  System system;
  system.g.setZero();
  CHECK(system.solve(0.1, 10, true) == 0);
  CHECK(system.d.isZero(0));
}
