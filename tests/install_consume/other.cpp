// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include <softmargin/softmargin.hpp>

Eigen::VectorXi predict_elsewhere(const softmargin::LinearModel<double>& model,
                                  const Eigen::MatrixXd& X) {
  return model.predict(X);
}
