#pragma once

/// Sanitizers need address space and system calls that a plugin must not have. With one of them the
/// confinement is laxer, and the sandbox level that the daemon shows says so.
namespace saldo::host {

#if defined(__has_feature)
#define SALDO_HAS_FEATURE(x) __has_feature(x)
#else
#define SALDO_HAS_FEATURE(x) 0
#endif

#if defined(__SANITIZE_ADDRESS__) || SALDO_HAS_FEATURE(address_sanitizer)
inline constexpr bool kAddressSanitizer = true;
#else
inline constexpr bool kAddressSanitizer = false;
#endif

#if defined(__SANITIZE_THREAD__) || SALDO_HAS_FEATURE(thread_sanitizer)
inline constexpr bool kThreadSanitizer = true;
#else
inline constexpr bool kThreadSanitizer = false;
#endif

#undef SALDO_HAS_FEATURE

inline constexpr bool kSanitized = kAddressSanitizer || kThreadSanitizer;

}  // namespace saldo::host
