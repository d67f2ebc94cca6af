// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// Prints what the module must give too: for each loss and bias a descent from the default state,
// and the numbers at its end.
#include "../problem.hpp"

#include <cstdio>

extern "C" {
void demo_resize(int p, int num_features, int num_examples, int num_classes);
void demo_configure(int p, int loss, double delta, double lambda, int bias);
double demo_evaluate(int p);
int demo_step(int p, double step_size, int count);
}

namespace {

void print(const char* name, const auto& values) {
  std::printf(", \"%s\": [", name);
  for (softmargin::Index i = 0; i < values.size(); ++i) {
    std::printf("%s%.17g", i > 0 ? ", " : "", values.data()[i]);
  }
  std::printf("]");
}

}  // namespace

int main() {
  const double x[] = {.5, .4,  .8, .3, .3,  .8, -.4, .3,  -.3,
                      .7, -.7, .2, .7, -.4, .5, -.6, -.4, -.5};
  const int y[] = {0, 0, 0, 1, 1, 1, 2, 2, 2};
  const double W[] = {1, 2, 3, 2, -4, -1};
  const double b[] = {0, .5, -.5};
  const char* separator = "[";
  for (int loss = 0; loss < 4; ++loss) {
    for (int bias = 0; bias < 3; ++bias) {
      demo_resize(0, 2, 9, 3);
      demo::Problem& p = demo::problem(0);
      std::copy_n(x, 18, p.X.data());
      std::copy_n(y, 9, p.y.data());
      std::copy_n(W, 6, p.W.data());
      std::copy_n(b, 3, p.b.data());
      demo_configure(0, loss, 1.5, 0.1, bias);
      demo_step(0, 0.1, 200);
      std::printf("%s{\"loss\": %d, \"bias\": %d, \"total\": [%.17g]", separator, loss, bias,
                  demo_evaluate(0));
      print("weights", p.W);
      print("bias_values", p.b);
      print("weight_gradient", p.dW);
      print("scores", p.scores);
      print("probabilities", p.probabilities);
      print("losses", p.losses);
      std::printf("}");
      separator = ",\n";
    }
  }
  std::printf("]\n");
}
