// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file json.cpp  Strings escaped as RFC 8259 asks, numbers the shortest that read back.
#include "json.hpp"

#include <softmargin/detail/check.hpp>

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <system_error>

namespace tool {

namespace {

std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      out += escape;
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string number_text(double number) {
  return softmargin::detail::text(number);
}
std::string number_json(double number) {
  return std::isfinite(number) ? number_text(number) : "null";
}

template <class Values, class Show>
std::string joined(const Values& values, const char* separator, const Show& show) {
  std::string out;
  for (const auto& value : values) {
    if (!out.empty()) out += separator;
    out += show(value);
  }
  return out;
}

template <class Values, class Show>
std::string list(const Values& values, const Show& show) {
  return "[" + joined(values, ", ", show) + "]";
}

}  // namespace

Report& Report::add(std::string_view name, std::string_view text) {
  entries_.push_back({std::string(name), std::string(text), json_text(text)});
  return *this;
}
Report& Report::add(std::string_view name, double number) {
  entries_.push_back({std::string(name), number_text(number), number_json(number)});
  return *this;
}
Report& Report::add(std::string_view name, std::int64_t number) {
  const std::string text = std::to_string(number);
  entries_.push_back({std::string(name), text, text});
  return *this;
}
Report& Report::add(std::string_view name, bool truth) {
  entries_.push_back({std::string(name), truth ? "yes" : "no", truth ? "true" : "false"});
  return *this;
}
Report& Report::add(std::string_view name, const std::vector<double>& numbers) {
  entries_.push_back(
      {std::string(name), joined(numbers, " ", number_text), list(numbers, number_json)});
  return *this;
}
Report& Report::add(std::string_view name, const std::vector<std::int64_t>& numbers) {
  const auto show = [](std::int64_t number) { return std::to_string(number); };
  entries_.push_back({std::string(name), joined(numbers, " ", show), list(numbers, show)});
  return *this;
}
Report& Report::add(std::string_view name, const std::vector<std::string>& texts) {
  const auto plain = [](const std::string& text) { return text; };
  entries_.push_back({std::string(name), joined(texts, ", ", plain), list(texts, json_text)});
  return *this;
}
Report& Report::add(std::string_view name, const std::vector<Report>& objects) {
  const auto show = [](const Report& report) { return report.json(); };
  entries_.push_back({std::string(name), "", list(objects, show)});
  return *this;
}

std::string Report::text() const {
  std::string out;
  for (const Entry& entry : entries_) {
    if (entry.text.empty()) continue;
    std::string name = entry.name;
    for (char& c : name) c = c == '_' ? ' ' : c;
    out += name + ": " + entry.text + "\n";
  }
  return out;
}

std::string Report::json() const {
  const auto show = [](const Entry& entry) { return json_text(entry.name) + ": " + entry.json; };
  return "{" + joined(entries_, ", ", show) + "}";
}

void Report::print(bool as_json) const {
  const std::string out = as_json ? json() + "\n" : text();
  std::fwrite(out.data(), 1, out.size(), stdout);
  flush_output();
}

void flush_output() {
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    const std::error_code error(errno, std::generic_category());
    softmargin::detail::fail_input("standard output", "file", "writable to its end",
                                   error.message());
  }
}

}  // namespace tool
