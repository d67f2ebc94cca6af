// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file softmargin.hpp  The front door: everything but MPI.
#pragma once

#include <softmargin/all_pairs.hpp>
#include <softmargin/bias_trick.hpp>
#include <softmargin/concepts.hpp>
#include <softmargin/evaluation/certified_predictions.hpp>
#include <softmargin/evaluation/cross_validation.hpp>
#include <softmargin/evaluation/lambda_path.hpp>
#include <softmargin/evaluation/metrics.hpp>
#include <softmargin/fit.hpp>
#include <softmargin/io/cifar.hpp>
#include <softmargin/io/csv.hpp>
#include <softmargin/io/idx.hpp>
#include <softmargin/io/liblinear_model.hpp>
#include <softmargin/io/libsvm.hpp>
#include <softmargin/io/mapped_matrix.hpp>
#include <softmargin/io/model_file.hpp>
#include <softmargin/io/model_info.hpp>
#include <softmargin/io/npy.hpp>
#include <softmargin/io/npz.hpp>
#include <softmargin/io/write_csv.hpp>
#include <softmargin/io/write_libsvm.hpp>
#include <softmargin/io/write_npy.hpp>
#include <softmargin/io/write_npz.hpp>
#include <softmargin/io/write_onnx.hpp>
#include <softmargin/linear_model.hpp>
#include <softmargin/loss/crammer_singer.hpp>
#include <softmargin/loss/one_of.hpp>
#include <softmargin/loss/one_vs_all.hpp>
#include <softmargin/loss/softmax.hpp>
#include <softmargin/loss/weston_watkins.hpp>
#include <softmargin/objective/certificate.hpp>
#include <softmargin/objective/gradient_check.hpp>
#include <softmargin/objective/mean_loss.hpp>
#include <softmargin/objective/regularized_loss.hpp>
#include <softmargin/online_classifier.hpp>
#include <softmargin/preprocessing.hpp>
#include <softmargin/regularization/elastic_net.hpp>
#include <softmargin/regularization/l1.hpp>
#include <softmargin/regularization/l2.hpp>
#include <softmargin/regularization/none.hpp>
#include <softmargin/score.hpp>
#include <softmargin/templates.hpp>
#include <softmargin/types.hpp>
#include <softmargin/version.hpp>
