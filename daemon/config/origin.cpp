#include "config/origin.hpp"

#include <boost/url/parse.hpp>

#include "config/secret.hpp"

namespace saldo::config {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kLargestMib = 1024;

/// What is wrong with the address; empty if nothing is.
std::string find_wrong(const std::string& text) {
  const auto url = boost::urls::parse_uri(text);
  if (url.has_error()) return "is no address such as https://sap.example.com:44300/sap/opu";
  if (url->scheme() != "https" && url->scheme() != "http" && url->scheme() != "sftp")
    return "must begin with https://, http:// or sftp://";
  if (url->host().empty()) return "names no server";
  if (url->has_userinfo()) return "holds a user; give 'user' and 'password' beside 'url' instead";
  if (url->has_query() || url->has_fragment()) return "must end with its path, before '?' and '#'";
  return {};
}

bool needs_no_tls(const std::string& text) {
  const auto url = boost::urls::parse_uri(text);
  const std::string host = url->host();
  return url->scheme() != "http" || host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

class OriginReader {
 public:
  OriginReader(Mapping& map, const fs::path& folder, Faults& faults)
      : map_(map), folder_(folder), faults_(faults) {}

  void read(OriginUse& use) {
    use.user = map_.text("user");
    use.password = secret("password");
    use.token = secret("token");
    use.ca = file("ca");
    use.certificate = file("certificate");
    use.key = file("key");
    use.host_key = host_key();
    use.proxy = map_.text("proxy");
    if (const Node* node = map_.find("timeout"))
      use.timeout = read_duration(*node, "timeout", faults_).value_or(use.timeout);
    use.requests_per_second = map_.integer("requests_per_second", 1, 1000, 0);
    use.largest_mib = map_.integer("largest_mib", 1, kLargestMib, use.largest_mib);
    use.url.starts_with("sftp://") ? check_sftp(use) : check_http(use);
  }

 private:
  std::optional<SecretReference> secret(const char* key) {
    const Node* node = map_.find(key);
    return node == nullptr ? std::nullopt : read_secret(key, *node, folder_, faults_);
  }
  fs::path file(const char* key) {
    const Node* node = map_.find(key);
    if (node == nullptr) return {};
    const auto text = read_text(*node, key, faults_);
    if (!text) return {};
    fs::path path = resolve(folder_, *text);
    std::error_code error;
    if (!fs::is_regular_file(path, error))
      faults_.add(node->at, in_quotes(key) + " is " + in_quotes(path.string()) +
                                ", which isn't a file that saldo can read");
    return path;
  }
  /// "SHA256:abc…" or "abc…", 43 characters of base64 without padding.
  std::string host_key() {
    const Node* node = map_.find("host_key");
    if (node == nullptr) return {};
    std::string text = read_text(*node, "host_key", faults_).value_or("");
    if (text.starts_with("SHA256:")) text.erase(0, 7);
    if (text.size() != 43)
      faults_.add(node->at,
                  "'host_key' must be the SHA-256 of the server's key as `ssh-keygen -lf "
                  "FILE` prints it: SHA256: and 43 characters");
    return text;
  }
  void check_sftp(const OriginUse& use) {
    if (use.user.empty()) faults_.add(map_.at(), "SFTP needs 'user'");
    if (use.host_key.empty())
      faults_.add(map_.at(),
                  "SFTP needs 'host_key', so that nobody else is taken for the server; "
                  "`ssh-keyscan HOST | ssh-keygen -lf -` prints it");
    if (use.key.empty() && !use.password)
      faults_.add(map_.at(), "SFTP needs 'key', the file of a private key, or 'password'");
    if (use.token || !use.certificate.empty() || !use.ca.empty())
      faults_.add(map_.at(), "'token', 'certificate' and 'ca' are HTTP's; remove them");
  }
  void check_http(const OriginUse& use) {
    if (!use.host_key.empty()) faults_.add(map_.at(), "'host_key' is SFTP's; use 'ca'");
    if (use.user.empty() != !use.password)
      faults_.add(map_.at(), "'user' and 'password' go together; one of them is missing");
    if (!use.user.empty() && use.token)
      faults_.add(map_.at(), "'user' and 'token' exclude each other; keep one");
    if (use.certificate.empty() != use.key.empty())
      faults_.add(map_.at(), "'certificate' and 'key' go together; one of them is missing");
    if ((!use.user.empty() || use.token) && !use.url.empty() && !needs_no_tls(use.url))
      faults_.add(map_.key_at("url"),
                  in_quotes(use.url) + " would carry a secret without TLS; use https://");
  }

  Mapping& map_;
  const fs::path& folder_;
  Faults& faults_;
};

void read_url(const Node& node, OriginUse& use, Faults& faults) {
  const auto text = read_text(node, "url", faults);
  if (!text) return;
  if (const std::string wrong = find_wrong(*text); !wrong.empty()) {
    faults.add(node.at, in_quotes(*text) + " " + wrong);
    return;
  }
  use.url = *text;
  while (use.url.ends_with('/')) use.url.pop_back();
}

}  // namespace

std::optional<OriginUse> read_origin(const std::string& key, const Node& node,
                                     const fs::path& folder, Faults& faults) {
  OriginUse use;
  if (node.kind != Node::Kind::mapping) {
    read_url(node, use, faults);
    return use;
  }
  Mapping map(node, key, in_quotes(key), faults);
  if (const Node* url = map.require("url")) read_url(*url, use, faults);
  OriginReader(map, folder, faults).read(use);
  map.finish();
  return use;
}

}  // namespace saldo::config
