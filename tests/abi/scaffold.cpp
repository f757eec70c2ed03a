#include <cstdio>
#include <stdexcept>

#include "check/scaffold.hpp"

/// scaffold KIND NAME TEMPLATES TARGET: `saldo plugin new` without the rest of saldo.
int main(int argc, char** argv) {
  if (argc != 5) return 2;
  try {
    saldo::check::make_plugin(argv[1], argv[2], argv[3], argv[4]);
    return 0;
  } catch (const std::runtime_error& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
}
