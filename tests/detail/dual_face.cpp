// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include <softmargin/detail/margin_loss.hpp>

#include "catch.hpp"

using namespace softmargin::detail;
using Eigen::ArrayXXd;

namespace {

ArrayXXd row(double a, double b, double c, double d) {
  ArrayXXd values(1, 4);
  values << a, b, c, d;
  return values;
}

template <class Penalty>
ArrayXXd projected(const ArrayXXd& beta, ArrayXXd T) {
  DualFace<Penalty, ArrayXXd>(beta, 0).project(T);
  return T;
}

}  // namespace

TEST_CASE("in a box what is inside can move, each for itself", "[dual_face]") {
  const ArrayXXd beta = row(0, 0.5, 1, 0.25);
  const DualFace<HingeSum, ArrayXXd> face(beta, 0);
  CHECK(face.num_free() == 2);
  CHECK(face.is_free(1));
  CHECK_FALSE(face.is_free(2));
  CHECK_FALSE(face.keeps_sum());
  CHECK((projected<HingeSum>(beta, row(1, 2, 3, 4)) == row(0, 2, 0, 4)).all());
}

TEST_CASE("below the cap of a simplex what is positive can move", "[dual_face]") {
  const ArrayXXd beta = row(0.2, 0.5, 0, 0);
  CHECK_FALSE(DualFace<LargestHinge, ArrayXXd>(beta, 0).keeps_sum());
  CHECK((projected<LargestHinge>(beta, row(1, 2, 3, 4)) == row(1, 2, 0, 0)).all());
}

TEST_CASE("at the cap the sum stays", "[dual_face]") {
  const ArrayXXd beta = row(0.2, 0.8, 0, 0);
  const DualFace<LargestHinge, ArrayXXd> face(beta, 0);
  CHECK(face.keeps_sum());
  CHECK(face.num_free() == 2);
  CHECK((projected<LargestHinge>(beta, row(1, 2, 3, 4)) == row(-0.5, 0.5, 0, 0)).all());
}

TEST_CASE("a vertex of the simplex cannot move", "[dual_face]") {
  CHECK((projected<LargestHinge>(row(0, 1, 0, 0), row(1, 2, 3, 4)) == 0).all());
  CHECK((projected<LargestHinge>(row(0, 0, 0, 0), row(1, 2, 3, 4)) == 0).all());
}
