#pragma once

#include <filesystem>
#include <string>

/// What tests need to run other people's servers on loopback.
namespace saldo::test {

/// A port that nobody listens on at this moment.
int free_port();
/// Whether somebody listens there.
bool listens(int port);
/// Runs a shell command; throws when it fails.
void run(const std::string& command);
/// A whole file; empty where it can't be read.
std::string read(const std::filesystem::path& file);

}  // namespace saldo::test
