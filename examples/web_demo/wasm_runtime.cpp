// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// What Debian's wasi-libc and libc++, both built without exceptions, leave to the program.
//
// A throw hands its what() to JavaScript, which raises an Error there: no catch runs in C++, and
// the page restores the stack pointer. Numbers in such a text are printed by JavaScript, whose
// shortest form is that of std::to_chars without its 120 kB of tables. The other functions keep
// printf, and with it all of file output, out of the module.
#include <__verbose_abort>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>

extern "C" {

[[clang::import_module("env"), clang::import_name("on_throw")]] void on_throw(const char* text,
                                                                              std::size_t size);

/// Writes the shortest text that reads back to the value, at most 32 bytes.
[[clang::import_module("env"), clang::import_name("number_text")]] std::size_t number_text(
    double value, char* out);

void* __cxa_allocate_exception(std::size_t size) {
  return std::malloc(size);
}

void __cxa_free_exception(void* exception) {
  std::free(exception);
}

void __cxa_throw(void* exception, void*, void (*)(void*)) {
  // The library throws nothing that is not a std::exception.
  const char* text = static_cast<std::exception*>(exception)->what();
  on_throw(text, std::strlen(text));
  __builtin_trap();
}

void abort() {
  __builtin_trap();
}

void abort_message(const char*, ...) {
  __builtin_trap();
}

}  // extern "C"

_LIBCPP_BEGIN_NAMESPACE_STD
void __libcpp_verbose_abort(const char*, ...) {
  __builtin_trap();
}
to_chars_result to_chars(char* first, char*, double value) {
  return {first + number_text(value, first), errc{}};
}
_LIBCPP_END_NAMESPACE_STD

void* operator new(std::size_t size) {
  if (void* memory = std::malloc(size > 0 ? size : 1)) return memory;
  __builtin_trap();
}
void* operator new[](std::size_t size) {
  return ::operator new(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}
