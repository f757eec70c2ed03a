#include "config/origin.hpp"

#include <algorithm>
#include <array>
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
  static constexpr std::array kSchemes = {"https", "http",  "sftp", "smtps",
                                          "smtp",  "imaps", "imap"};
  if (std::ranges::find(kSchemes, std::string_view(url->scheme())) == kSchemes.end())
    return "must begin with https://, http://, sftp://, smtp://, smtps://, imap:// or imaps://";
  if (url->host().empty()) return "names no server";
  if (url->has_userinfo()) return "holds a user; give 'user' and 'password' beside 'url' instead";
  if (url->has_query() || url->has_fragment()) return "must end with its path, before '?' and '#'";
  return {};
}

bool is_this_machine(const std::string& text) {
  const std::string host = boost::urls::parse_uri(text)->host();
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
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
    if (is_mail_server(use.url))
      check_mail(use);
    else
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
  void check_mail(OriginUse& use) {
    // A server may take ten minutes over a mail before it answers (RFC 5321, 4.5.3.2.6).
    constexpr std::chrono::minutes kMailTimeout{10};
    if (map_.find("timeout") == nullptr) use.timeout = kMailTimeout;
    if (map_.find("tls") != nullptr)
      use.tls = map_.choice("tls", {"required", "offered", "none"}, use.tls);
    const bool always = use.url.starts_with("smtps://") || use.url.starts_with("imaps://");
    if (always && map_.find("tls") != nullptr)
      faults_.add(map_.key_at("tls"), in_quotes(use.url) + " is always TLS; remove 'tls'");
    if (!use.host_key.empty()) faults_.add(map_.at(), "'host_key' is SFTP's; use 'ca'");
    if (use.user.empty() == (use.password || use.token))
      faults_.add(map_.at(), "'user' goes together with 'password' or 'token'; one is missing");
    if (use.password && use.token)
      faults_.add(map_.at(), "'password' and 'token' exclude each other; keep one");
    if (use.certificate.empty() != use.key.empty())
      faults_.add(map_.at(), "'certificate' and 'key' go together; one of them is missing");
    if (!use.user.empty() && use.tls != "required" && !is_this_machine(use.url))
      faults_.add(map_.key_at("tls"), in_quotes(use.url) +
                                          " might carry a secret without TLS; remove 'tls', or "
                                          "the secret");
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
    if (map_.find("tls") != nullptr)
      faults_.add(map_.key_at("tls"), "'tls' is for smtp:// and imap://; remove it");
    if ((!use.user.empty() || use.token) && use.url.starts_with("http://") &&
        !is_this_machine(use.url))
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

bool is_mail_server(const std::string& url) {
  return url.starts_with("smtp://") || url.starts_with("smtps://") || url.starts_with("imap://") ||
         url.starts_with("imaps://");
}

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
