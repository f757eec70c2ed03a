#include "camt/camt.hpp"
#include "saldo/sdk.hpp"

SALDO_PLUGIN("saldo.bank", "0.1.0", SALDO_COMPONENT("camt", saldo::bank::Camt))
