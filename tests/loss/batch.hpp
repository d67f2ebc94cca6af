// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file A loss asked in each of its forms, with the answers laid out alike.
#pragma once

#include <softmargin/concepts.hpp>

#include "oracle.hpp"

/// The answers for the N examples in the columns of S.
template <class Scalar>
struct Batch {
  softmargin::Vector<Scalar> losses;     ///< N
  softmargin::Matrix<Scalar> gradients;  ///< K x N
};

/// The block form. S: K x N, y: N. The block lies inside a larger array, as it does in a pass.
template <class Loss, class Scalar>
Batch<Scalar> block_form(const Loss& loss, const softmargin::Matrix<Scalar>& S,
                         const softmargin::Labels& y) {
  using Eigen::Dynamic;
  const softmargin::Index padding = 3;
  Eigen::Array<Scalar, Dynamic, Dynamic> room(S.cols() + padding, S.rows());
  room.topRows(S.cols()) = S.transpose().array();
  room.bottomRows(padding).setConstant(Scalar(-7));
  Eigen::Array<Scalar, Dynamic, 1> losses(S.cols());
  softmargin::ScoreBlock<Scalar> block(room.topRows(S.cols()));
  loss.value_and_gradient(block, softmargin::LabelBlock(y),
                          softmargin::ExampleValues<Scalar>(losses));
  return {losses.matrix(), room.topRows(S.cols()).matrix().transpose()};
}

/// One example at a time.
template <class Loss, class Scalar>
Batch<Scalar> single_form(const Loss& loss, const softmargin::Matrix<Scalar>& S,
                          const softmargin::Labels& y) {
  Batch<Scalar> batch{softmargin::Vector<Scalar>(S.cols()),
                      softmargin::Matrix<Scalar>(S.rows(), S.cols())};
  for (softmargin::Index i = 0; i < S.cols(); ++i) {
    batch.losses(i) = loss.value(S.col(i), y(i));
    softmargin::Vector<Scalar> gradient(S.rows());
    loss.gradient(S.col(i), y(i), gradient);
    batch.gradients.col(i) = gradient;
  }
  return batch;
}

/// The loops of the notes on the same scores.
template <class Loss, class Scalar>
Batch<long double> oracle_form(const Loss& loss, const softmargin::Matrix<Scalar>& S,
                               const softmargin::Labels& y) {
  Batch<long double> batch{softmargin::Vector<long double>(S.cols()),
                           softmargin::Matrix<long double>(S.rows(), S.cols())};
  for (softmargin::Index i = 0; i < S.cols(); ++i) {
    const auto one = oracle::evaluate(loss, S.col(i).template cast<long double>(), y(i));
    batch.losses(i) = one.value;
    batch.gradients.col(i) = one.gradient;
  }
  return batch;
}

/// H_i times the columns of T, H_i at the columns of S. S, T: K x N, y: N.
template <class Loss, class Scalar>
softmargin::Matrix<Scalar> curvature_form(const Loss& loss, const softmargin::Matrix<Scalar>& S,
                                          const softmargin::Labels& y,
                                          const softmargin::Matrix<Scalar>& T) {
  using Eigen::Dynamic;
  Eigen::Array<Scalar, Dynamic, Dynamic> scores = S.transpose().array();
  Eigen::Array<Scalar, Dynamic, Dynamic> products = T.transpose().array();
  softmargin::ScoreBlock<Scalar> block(scores);
  softmargin::ScoreBlock<Scalar> directions(products);
  loss.curvature_product(block, softmargin::LabelBlock(y), directions);
  return products.matrix().transpose();
}
