#include "idoc/idoc.hpp"
#include "saldo/sdk.hpp"

SALDO_PLUGIN("saldo.sap", "0.1.0", SALDO_COMPONENT("sap-idoc", saldo::sap::Idoc))
