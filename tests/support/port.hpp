#pragma once

namespace saldo::test {

/// A port of loopback that nobody listens on at this moment.
int free_port();
/// Whether somebody takes connections at a port of loopback.
bool listens(int port);

}  // namespace saldo::test
