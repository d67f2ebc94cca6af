// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include <iostream>
#include <softmargin/version.hpp>
#include <string_view>

std::string_view version_seen_elsewhere();

int main() {
  std::cout << "softmargin " << softmargin::version << '\n';
  return version_seen_elsewhere() == softmargin::version ? 0 : 1;
}
