#pragma once

#include <gmime/gmime.h>

#include <memory>

namespace saldo::mail {

struct Unreference {
  void operator()(gpointer object) const { ::g_object_unref(object); }
};
/// Owns one reference to an object of GMime.
template <class T>
using GMimePtr = std::unique_ptr<T, Unreference>;

struct FreeText {
  void operator()(char* text) const { ::g_free(text); }
};
using GText = std::unique_ptr<char, FreeText>;

/// GMime wants it once a process, before anything else of it.
void require_gmime();

}  // namespace saldo::mail
