// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file parallel.hpp  A pool of threads that runs numbered tasks; which thread runs a task never
/// shows.
///
/// Results depend on the tasks alone: each writes its own place, and whoever sums the places does
/// so in the order of the tasks. Without thread support (WebAssembly) the same calls run one after
/// another.
#pragma once

#include <softmargin/types.hpp>

#if !defined(SOFTMARGIN_NO_THREADS) && !defined(__wasm__)
#include <softmargin/detail/thread_pool.hpp>
#else
#include <softmargin/detail/serial_pool.hpp>
#endif
