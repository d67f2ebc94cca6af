// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include <softmargin/version.hpp>
#include <string_view>

std::string_view version_seen_elsewhere() {
  return softmargin::version;
}
