#include "unpack.hpp"

SALDO_PLUGIN("saldo.unpack", "0.1.0", SALDO_COMPONENT("unpack", saldo::unpack::Unpack))
