#include "config/origin.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "config/secret.hpp"

namespace saldo::config {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Origins : public testing::Test {
 protected:
  Origins() {
    char name[] = "/tmp/saldo-origin-XXXXXX";
    folder = ::mkdtemp(name);
    std::ofstream(folder / "secret") << "hush\n";
    std::ofstream(folder / "ca.pem") << "x";
  }
  ~Origins() override { fs::remove_all(folder); }

  OriginUse read(const std::string& yaml) {
    Faults faults("saldo.yaml");
    const auto node = parse_yaml(yaml, faults);
    auto use = node ? read_origin("service", *node, folder, faults) : std::nullopt;
    messages.clear();
    for (const Failure& fault : faults.take()) messages.push_back(fault.message);
    return use.value_or(OriginUse{});
  }
  fs::path folder;
  std::vector<std::string> messages;
};

TEST_F(Origins, AnAddressAloneIsEnough) {
  EXPECT_EQ(read("https://sap.example.com:44300/sap/opu/").url,
            "https://sap.example.com:44300/sap/opu");
  EXPECT_THAT(messages, IsEmpty());
}

TEST_F(Origins, SayHowSaldoIsKnownThere) {
  const auto use = read(
      "{ url: 'https://sap', user: SALDO, password: { file: secret }, ca: ca.pem, timeout: 5s, "
      "requests_per_second: 20, proxy: 'http://proxy:3128' }");
  EXPECT_THAT(messages, IsEmpty());
  EXPECT_EQ(use.user, "SALDO");
  EXPECT_EQ(use.password->name, (folder / "secret").string());
  EXPECT_EQ(use.ca, folder / "ca.pem");
  EXPECT_EQ(use.timeout, std::chrono::seconds(5));
  EXPECT_EQ(use.requests_per_second, 20);
}

TEST_F(Origins, AFaultNamesTheRemedy) {
  const std::string key(43, 'A');
  const std::pair<std::string, std::string> cases[] = {
      {"ftp://x",
       "'ftp://x' must begin with https://, http://, sftp://, smtp://, smtps://, imap:// or "
       "imaps://"},
      {"sap.example.com",
       "'sap.example.com' is no address such as https://sap.example.com:44300/sap/opu"},
      {"https://u:p@sap",
       "'https://u:p@sap' holds a user; give 'user' and 'password' beside "
       "'url' instead"},
      {"https://sap/x?y=1", "'https://sap/x?y=1' must end with its path, before '?' and '#'"},
      {"{ url: 'http://sap', token: { env: T } }",
       "'http://sap' would carry a secret without TLS; use https://"},
      {"{ url: 'https://sap', user: A }",
       "'user' and 'password' go together; one of them is missing"},
      {"{ url: 'https://sap', certificate: ca.pem }",
       "'certificate' and 'key' go together; one of them is missing"},
      {"{ url: 'https://sap', host_key: " + key + " }", "'host_key' is SFTP's; use 'ca'"},
      {"{ url: 'sftp://bank', user: A, key: ca.pem }",
       "SFTP needs 'host_key', so that nobody else is taken for the server; `ssh-keyscan HOST | "
       "ssh-keygen -lf -` prints it"},
      {"{ url: 'sftp://bank', user: A, host_key: " + key + " }",
       "SFTP needs 'key', the file of a private key, or 'password'"},
      {"{ url: 'sftp://bank', key: ca.pem, host_key: " + key + " }", "SFTP needs 'user'"},
      {"{ url: 'https://sap', tls: none }", "'tls' is for smtp:// and imap://; remove it"},
      {"{ url: 'smtps://mail', tls: offered }", "'smtps://mail' is always TLS; remove 'tls'"},
      {"{ url: 'smtp://mail', user: A }",
       "'user' goes together with 'password' or 'token'; one is missing"},
      {"{ url: 'smtp://mail', user: A, password: { env: P }, tls: offered }",
       "'smtp://mail' might carry a secret without TLS; remove 'tls', or the secret"},
      {"{ url: 'smtp://mail', host_key: " + key + " }", "'host_key' is SFTP's; use 'ca'"},
  };
  for (const auto& [yaml, message] : cases) {
    read(yaml);
    EXPECT_THAT(messages, ElementsAre(message)) << yaml;
  }
}

TEST_F(Origins, AMailServerOffersTlsUnlessToldOtherwiseAndMayTakeItsTime) {
  const OriginUse guarded = read("{ url: 'smtp://mail:587', user: A, password: { env: P } }");
  EXPECT_THAT(messages, IsEmpty());
  EXPECT_EQ(guarded.tls, "required");
  EXPECT_EQ(guarded.timeout, std::chrono::minutes(10));
  EXPECT_EQ(read("{ url: 'smtp://relay', tls: none, timeout: 30s }").tls, "none");
  EXPECT_THAT(messages, IsEmpty());
}

TEST_F(Origins, CredentialsMayGoToThisMachineWithoutTls) {
  read("{ url: 'http://127.0.0.1:8080/x', token: { env: T } }");
  EXPECT_THAT(messages, IsEmpty());
}

TEST_F(Origins, SecretsAreReadWhereTheyAreKept) {
  EXPECT_EQ(reveal({"file", (folder / "secret").string()}).value(), "hush");
  ::setenv("SALDO_TEST_SECRET", "from outside", 1);
  EXPECT_EQ(reveal({"env", "SALDO_TEST_SECRET"}).value(), "from outside");
  ::setenv("CREDENTIALS_DIRECTORY", folder.c_str(), 1);
  EXPECT_EQ(reveal({"credential", "secret"}).value(), "hush");
  ::unsetenv("CREDENTIALS_DIRECTORY");
  EXPECT_THAT(reveal({"credential", "secret"}).error().message, HasSubstr("no credentials"));
  EXPECT_THAT(reveal({"env", "SALDO_TEST_NONE"}).error().message, HasSubstr("isn't set"));
  EXPECT_THAT(reveal({"file", (folder / "none").string()}).error().message,
              HasSubstr("can't be read"));
  std::ofstream(folder / "empty") << "\n";
  EXPECT_THAT(reveal({"file", (folder / "empty").string()}).error().message, HasSubstr("is empty"));
}

}  // namespace
}  // namespace saldo::config
