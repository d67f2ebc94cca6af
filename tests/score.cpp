// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/score.hpp"

#include <limits>
#include <stdexcept>
#include <type_traits>

#include "catch.hpp"
#include "feature_forms.hpp"
#include "random.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Catch::Matchers::WithinAbs;
using Error = std::invalid_argument;

namespace {

/// CS231n notes, the worked example: cat, dog and ship from an image of four pixels.
struct NotesExample {
  Eigen::Matrix<double, 3, 4> W;
  Eigen::Vector3d b{1.1, 3.2, -1.2};
  Eigen::Vector4d x{56, 231, 24, 2};

  NotesExample() { W << 0.2, -0.5, 0.1, 2.0, 1.5, 1.3, 2.1, 0.0, 0, 0.25, 0.2, -0.3; }
};

}  // namespace

// ---- Numbers of the notes -----------------------------------------------------------------------

TEST_CASE("the notes' cat scores -96.8, its dog 437.9, its ship 60.75", "[score]") {
  const NotesExample notes;
  const Eigen::Vector3d s = sm::scores(notes.W, notes.b, notes.x);
  CHECK_THAT(s(0), WithinAbs(-96.8, 1e-12));
  CHECK_THAT(s(1), WithinAbs(437.9, 1e-12));
  CHECK_THAT(s(2), WithinAbs(60.75, 1e-12));
}

TEST_CASE("the 61.95 that the notes print for the ship is its score without the bias", "[score]") {
  // 0 * 56 + 0.25 * 231 + 0.2 * 24 - 0.3 * 2 = 61.95; the bias of -1.2 was left out in print.
  const NotesExample notes;
  CHECK_THAT(sm::scores(notes.W, notes.x)(2), WithinAbs(61.95, 1e-12));
  CHECK_THAT(sm::scores(notes.W, notes.x)(2) + notes.b(2), WithinAbs(60.75, 1e-12));
}

TEST_CASE("a batch of the notes' image holds the same scores in every column", "[score]") {
  const NotesExample notes;
  const Eigen::MatrixXd S = sm::scores(notes.W, notes.b, Eigen::MatrixXd(notes.x.replicate(1, 5)));
  CHECK(S.rows() == 3);
  CHECK(S.cols() == 5);
  CHECK(S.isApprox(Eigen::Vector3d(-96.8, 437.9, 60.75).replicate(1, 5), 1e-15));
}

// ---- Every form of X ----------------------------------------------------------------------------

TEST_CASE("every form of X has the same scores", "[score][features]") {
  Random random(101);
  const Eigen::MatrixXd X = nibble_matrix(random, 7, 600);  // more than two blocks of examples
  const Eigen::MatrixXd W = round_matrix(random, 3, 7);
  const Eigen::VectorXd b = round_matrix(random, 3, 1);
  Eigen::MatrixXd expected = b.replicate(1, 600);
  for (sm::Index i = 0; i < 600; ++i) {
    for (sm::Index k = 0; k < 3; ++k) {
      for (sm::Index d = 0; d < 7; ++d) expected(k, i) += W(k, d) * X(d, i);
    }
  }
  for_each_form(X, [&](const char* name, const auto& form) {
    CAPTURE(name);
    CHECK(sm::scores(W, b, form) == expected);  // every product and sum is exact
  });
}

TEST_CASE("one example of any scalar has the scores of its column", "[score][features]") {
  Random random(102);
  const Eigen::MatrixXd X = nibble_matrix(random, 7, 2);
  const Eigen::MatrixXd W = round_matrix(random, 3, 7);
  const Eigen::VectorXd b = round_matrix(random, 3, 1);
  const Eigen::MatrixXd S = sm::scores(W, b, X);
  for_each_scalar(X, [&](const char* name, const auto& form) {
    CAPTURE(name);
    CHECK(sm::scores(W, b, form.col(1)) == S.col(1));
  });
  CHECK(sm::scores(W, b, X.col(1)) == S.col(1));
  CHECK(sm::scores(W, b, Eigen::VectorXd(X.col(1))) == S.col(1));
}

TEST_CASE("scores come in the scalar and fixed size of W", "[score]") {
  const Eigen::Matrix<float, 3, 2> W = Eigen::Matrix<float, 3, 2>::Ones();
  const auto one = sm::scores(W, Eigen::Vector3f::Zero(), Eigen::Vector2d(1, 2));
  static_assert(std::is_same_v<decltype(one), const Eigen::Vector3f>);
  CHECK(one == Eigen::Vector3f::Constant(3));
  const auto many = sm::scores(W, Eigen::Vector3f::Zero(), Eigen::Matrix2d::Identity().eval());
  static_assert(std::is_same_v<decltype(many)::Scalar, float>);
  CHECK(many == Eigen::MatrixXf::Ones(3, 2));
}

TEST_CASE("no example has no scores", "[score]") {
  const Eigen::MatrixXd S =
      sm::scores(Eigen::MatrixXd::Ones(3, 2), Eigen::Vector3d::Ones(), Eigen::MatrixXd(2, 0));
  CHECK(S.rows() == 3);
  CHECK(S.cols() == 0);
}

// ---- The class they speak for -------------------------------------------------------------------

TEST_CASE("argmax is the row of the largest score, the first of equals", "[score]") {
  Eigen::MatrixXd S(3, 4);
  S << 1, 5, 2, -3,  //
      2, 5, 2, -2,   //
      3, 1, 2, -1;
  CHECK(sm::argmax(S) == Eigen::Vector4i(2, 0, 0, 2));
  CHECK(sm::argmax(S.col(0)) == sm::Labels::Constant(1, 2));
  CHECK(sm::argmax(-S) == Eigen::Vector4i(0, 2, 0, 0));
}

TEST_CASE("predict is the argmax of the scores, for every form of X", "[score][features]") {
  Random random(103);
  const Eigen::MatrixXd X = nibble_matrix(random, 7, 600);
  const Eigen::MatrixXd W = round_matrix(random, 5, 7);
  const Eigen::VectorXd b = round_matrix(random, 5, 1);
  const sm::Labels expected = sm::argmax(sm::scores(W, b, X));
  for_each_form(X, [&](const char* name, const auto& form) {
    CAPTURE(name);
    CHECK(sm::predict(W, b, form) == expected);
  });
  for (const sm::Index i : {0, 1, 599}) CHECK(sm::predict(W, b, X.col(i)) == expected(i));
}

TEST_CASE("predict takes the first of equal scores", "[score]") {
  Eigen::MatrixXd W(4, 1);
  W << 1, 3, 3, 3;
  const sm::Labels labels =
      sm::predict(W, Eigen::VectorXd::Zero(4), Eigen::MatrixXd::Constant(1, 300, 2));
  CHECK(labels == sm::Labels::Constant(300, 1));
  CHECK(sm::predict(W, Eigen::VectorXd::Zero(4), Eigen::VectorXd::Constant(1, 2)) == 1);
  CHECK(sm::predict(W, Eigen::VectorXd::Zero(4), Eigen::MatrixXd(1, 0)).size() == 0);
}

// ---- Callers' mistakes --------------------------------------------------------------------------

TEST_CASE("scores name the shape that does not fit", "[score]") {
  const Eigen::MatrixXd W = Eigen::MatrixXd::Ones(3, 4);
  const Eigen::VectorXd b = Eigen::VectorXd::Ones(3);
  CHECK(thrown<Error>([&] { sm::scores(W, b, Eigen::MatrixXd(5, 2)); }) ==
        "softmargin: features of X should be 4, got 5");
  CHECK(thrown<Error>([&] { sm::scores(W, b, Eigen::VectorXd(5)); }) ==
        "softmargin: features of x should be 4, got 5");
  CHECK(thrown<Error>([&] { sm::scores(W, Eigen::VectorXd(2), Eigen::MatrixXd(4, 2)); }) ==
        "softmargin: size of b should be 3, got 2");
  CHECK(thrown<Error>([&] { sm::scores(W, Eigen::MatrixXd(5, 2)); }) ==
        "softmargin: features of X should be 4, got 5");
  CHECK(thrown<Error>([&] { sm::predict(W, b, Eigen::MatrixXd(5, 2)); }) ==
        "softmargin: features of X should be 4, got 5");
  CHECK(thrown<Error>([&] { sm::predict(W, Eigen::VectorXd(2), Eigen::MatrixXd(4, 2)); }) ==
        "softmargin: size of b should be 3, got 2");
  CHECK(thrown<Error>([&] { sm::predict(Eigen::MatrixXd(0, 4), b, Eigen::MatrixXd(4, 2)); }) ==
        "softmargin: number of classes should be at least 1, got 0");
  CHECK(thrown<Error>([] { sm::argmax(Eigen::MatrixXd(0, 2)); }) ==
        "softmargin: number of classes should be at least 1, got 0");
}

TEST_CASE("sparse X that is not compressed is refused", "[score][features]") {
  Eigen::SparseMatrix<double> X(4, 2);
  X.reserve(Eigen::Vector2i(2, 2));
  X.insert(1, 0) = 3;
  REQUIRE(!X.isCompressed());
  const Eigen::MatrixXd W = Eigen::MatrixXd::Ones(3, 4);
  CHECK(thrown<Error>([&] { sm::scores(W, X); }) ==
        "softmargin: sparse X should be compressed (makeCompressed()), got uncompressed");
  X.makeCompressed();
  CHECK(sm::scores(W, X).col(0) == Eigen::Vector3d::Constant(3));
}

TEST_CASE("a sparse vector is refused, a sparse matrix of one column is taken",
          "[score][features]") {
  Eigen::SparseVector<double> x(4);
  x.insert(2) = 5;
  const Eigen::MatrixXd W = Eigen::MatrixXd::Ones(3, 4);
  CHECK(thrown<Error>([&] { sm::scores(W, x); }) ==
        "softmargin: sparse X should be a matrix, of one column for one example, "
        "got a sparse vector");
  CHECK(sm::scores(W, Eigen::SparseMatrix<double>(x)) == Eigen::Vector3d::Constant(5));
}
