// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file function_ref.hpp  A callable passed by reference, whatever its type: what takes one is
/// compiled once, not for each lambda.
#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace softmargin::detail {

template <class Signature>
class FunctionRef;

/// Two pointers. The callable must outlive it, which a temporary in a call does.
template <class Result, class... Arguments>
class FunctionRef<Result(Arguments...)> {
 public:
  template <class F>
  requires(!std::same_as<std::remove_cvref_t<F>, FunctionRef> &&
           std::is_object_v<std::remove_reference_t<F>> &&
           std::is_invocable_r_v<Result, F&, Arguments...>)
      FunctionRef(F&& callable)  // implicit, for lambdas
      : callable_(const_cast<void*>(static_cast<const void*>(std::addressof(callable)))),
        call_([](void* object, Arguments... arguments) -> Result {
          auto& call = *static_cast<std::add_pointer_t<F>>(object);
          if constexpr (std::is_void_v<Result>) {
            std::invoke(call, std::forward<Arguments>(arguments)...);
          } else {
            return std::invoke(call, std::forward<Arguments>(arguments)...);
          }
        }) {}

  Result operator()(Arguments... arguments) const {
    return call_(callable_, std::forward<Arguments>(arguments)...);
  }

 private:
  void* callable_;
  Result (*call_)(void*, Arguments...);
};

}  // namespace softmargin::detail
