#include "idoc/idoc.hpp"
#include "out/port.hpp"
#include "saldo/sdk.hpp"

SALDO_PLUGIN("saldo.sap", "0.1.0", SALDO_COMPONENT("sap-idoc", saldo::sap::Idoc),
             SALDO_COMPONENT("sap-idoc-port", saldo::sap::Port))
