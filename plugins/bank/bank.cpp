#include "bai2/bai2.hpp"
#include "camt/camt.hpp"
#include "cfonb120/cfonb120.hpp"
#include "lockbox/lockbox.hpp"
#include "mt940/mt940.hpp"
#include "norma43/norma43.hpp"
#include "x12/x12_820.hpp"

SALDO_PLUGIN("saldo.bank", "0.1.0",
             // One line a decoder, in the order of plugin.yaml.
             SALDO_COMPONENT("camt", saldo::bank::Camt),
             SALDO_COMPONENT("norma43", saldo::bank::Norma43),
             SALDO_COMPONENT("cfonb120", saldo::bank::Cfonb120),
             SALDO_COMPONENT("bai2", saldo::bank::Bai2),
             SALDO_COMPONENT("lockbox", saldo::bank::Lockbox),
             SALDO_COMPONENT("x12-820", saldo::bank::X12Advice),
             SALDO_COMPONENT("mt940", saldo::bank::Mt940))
