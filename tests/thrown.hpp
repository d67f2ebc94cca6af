// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file The text of an exception, so that a test reads what the caller would read.
#pragma once

#include <string>

/// @return the text with which `action` throws an `Exception`; any other exception passes through
template <class Exception, class Action>
std::string thrown(Action action) {
  try {
    action();
  } catch (const Exception& exception) {
    return exception.what();
  }
  return "nothing was thrown";
}
