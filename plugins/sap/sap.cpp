#include "idoc/idoc.hpp"
#include "odata/reply.hpp"
#include "odata/source.hpp"
#include "out/odata_port.hpp"
#include "out/port.hpp"
#include "saldo/sdk.hpp"

SALDO_PLUGIN("saldo.sap", "0.1.0", SALDO_COMPONENT("sap-idoc", saldo::sap::Idoc),
             SALDO_COMPONENT("sap-odata", saldo::sap::OdataSource),
             SALDO_COMPONENT("sap-odata-reply", saldo::sap::OdataReply),
             SALDO_COMPONENT("sap-idoc-port", saldo::sap::Port),
             SALDO_COMPONENT("sap-odata-port", saldo::sap::OdataPort))
