// What stands behind the `?` of an address.
#include "plumb/backends/mysqlcppconn/parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <string_view>
#include <utility>
#include <vector>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"

namespace plumb::mysqlcppconn {
namespace {

using Names = std::vector<std::string_view>;

// MySQL's, and those of Prisma, JDBC, Go, mysql2 and SQLAlchemy; `-` and `_` are dropped, and case does not count.
const std::vector<std::pair<std::string_view, Names>>& meanings() {
  static const std::vector<std::pair<std::string_view, Names>> all{
      {"mode", {"sslmode", "tls", "ssl", "usessl", "sslaccept", "requiressl"}},
      {"either", {"sslcert"}},
      {"authorities", {"sslca", "sslrootcert", "sslcafile", "tlsca"}},
      {"certificate", {"sslclientcert", "sslclientcertificate"}},
      {"key", {"sslkey", "sslclientkey"}},
      {"socket", {"socket", "unixsocket", "socketpath"}},
      {"timeout", {"connecttimeout", "timeout"}},
      {"verify", {"sslverifycert", "verifyservercertificate", "sslverifyservercert"}},
      {"verify name", {"sslverifyidentity"}},
      // Of pools, of how rows are read, and of charsets in other programs, which share the address with us: of no
      // effect here.
      {"ignored",
       {"connectionlimit",
        "pooltimeout",
        "sockettimeout",
        "statementcachesize",
        "maxidleconnectionlifetime",
        "pgbouncer",
        "parsetime",
        "loc",
        "multistatements",
        "allownativepasswords",
        "allowpublickeyretrieval",
        "servertimezone",
        "timezone",
        "connectiontimezone",
        "characterencoding",
        "useunicode",
        "autoreconnect",
        "collation",
        "charset",
        "interpolateparams",
        "serverversion",
        "readtimeout",
        "writetimeout",
        "allowmultiqueries",
        "maxallowedpacket",
        "connectionlifetime",
        "rewritebatchedstatements",
        "usepipelineauth",
        "schema",
        "authplugin",
        "compress",
        "connectionttl",
        "maxconnections",
        "minconnections",
        "datestrings"}},
  };
  return all;
}

std::string folded(std::string_view key) {
  std::string out = lower(key);
  std::erase_if(out, [](char c) { return c == '-' || c == '_'; });
  return out;
}

std::string_view meaning_of(const std::string& key) {
  const std::string name = folded(key);
  for (const auto& [meaning, names] : meanings()) {
    if (std::find(names.begin(), names.end(), name) != names.end()) return meaning;
  }
  static const std::vector<std::string> known{"ssl-mode", "ssl-ca", "ssl-cert", "ssl-key", "socket", "connect-timeout"};
  const std::string_view near = nearest(key, known);
  throw Error(Code::Usage, fmt::format("the database address has an unknown parameter `{}`: {}", visible(key),
                                       near.empty() ? fmt::format("it takes {}", join(known, ", "))
                                                    : fmt::format("did you mean `{}`?", near)));
}

struct Word {
  std::string_view text;
  Tls tls;
};
constexpr std::array<Word, 21> words{{
    {"disabled", Tls::Disabled},
    {"disable", Tls::Disabled},
    {"false", Tls::Disabled},
    {"off", Tls::Disabled},
    {"0", Tls::Disabled},
    {"preferred", Tls::Preferred},
    {"prefer", Tls::Preferred},
    {"allow", Tls::Preferred},
    {"required", Tls::Required},
    {"require", Tls::Required},
    {"acceptinvalidcerts", Tls::Required},
    {"skipverify", Tls::Required},
    {"1", Tls::Required},
    {"on", Tls::Required},
    {"verifyca", Tls::VerifyCa},
    {"verifyidentity", Tls::VerifyIdentity},
    {"verifyfull", Tls::VerifyIdentity},
    {"strict", Tls::VerifyIdentity},
    {"tidb", Tls::VerifyIdentity},
    {"default", Tls::VerifyIdentity},
    {"trust", Tls::Required},
}};

Tls tls_of(const std::string& key, const std::string& value) {
  std::string text = folded(value);
  // mysql2's ?ssl={"rejectUnauthorized":true}
  if (text.starts_with('{')) {
    std::erase_if(text, [](char c) { return c == ' ' || c == '"' || c == '{' || c == '}'; });
    return text.find("rejectunauthorized:false") != std::string::npos ? Tls::Required : Tls::VerifyIdentity;
  }
  // Go and mysql2 check the certificate, JDBC does not.
  if (text == "true") return folded(key) == "tls" || folded(key) == "ssl" ? Tls::VerifyIdentity : Tls::Required;
  for (const Word& word : words) {
    if (text == word.text) return word.tls;
  }
  throw Error(Code::Usage, fmt::format("`{}={}` in the database address: it is one of DISABLED, PREFERRED, REQUIRED, "
                                       "VERIFY_CA and VERIFY_IDENTITY",
                                       key, visible(value)));
}

std::chrono::seconds seconds_of(const std::string& key, const std::string& value) {
  int seconds = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
  const std::string_view unit(end, static_cast<std::size_t>(value.data() + value.size() - end));
  if (error != std::errc() || seconds < 0 || (!unit.empty() && unit != "s")) {
    throw Error(Code::Usage,
                fmt::format("`{}={}` in the database address is not a number of seconds", key, visible(value)));
  }
  // JDBC's connectTimeout counts in milliseconds.
  if (key == "connectTimeout" && seconds >= 1000) seconds = (seconds + 999) / 1000;
  return std::chrono::seconds(seconds);
}

std::string file_of(const std::string& key, const std::string& value) {
  std::error_code error;
  if (!std::filesystem::exists(value, error)) {
    throw Error(Code::Usage,
                fmt::format("`{}` in the database address names a file that is not there: {}", key, visible(value)));
  }
  return value;
}

bool is_true(const std::string& value) { return value == "1" || lower(value) == "true" || lower(value) == "yes"; }

}  // namespace

Parameters parameters_of(const Url& url) {
  Parameters out;
  // Prisma's `sslcert` is the authority's certificate, MySQL's `ssl-cert` the client's own, which never comes without
  // its key.
  std::string either;
  bool verify = false, verify_name = false;
  for (const auto& [key, value] : url.options) {
    const std::string_view meaning = meaning_of(key);
    if (meaning == "mode") {
      // Prisma's address may say both how and how strictly: the stricter one holds.
      out.tls = std::max(out.tls, tls_of(key, value));
    } else if (meaning == "either") {
      either = file_of(key, value);
    } else if (meaning == "authorities") {
      out.authorities = file_of(key, value);
    } else if (meaning == "certificate") {
      out.certificate = file_of(key, value);
    } else if (meaning == "key") {
      out.key = file_of(key, value);
    } else if (meaning == "socket") {
      out.socket = value;
    } else if (meaning == "timeout") {
      out.timeout = seconds_of(key, value);
    } else if (meaning == "verify") {
      verify = is_true(value);
    } else if (meaning == "verify name") {
      verify_name = is_true(value);
    }
  }
  if (out.key.empty()) {
    if (out.authorities.empty()) out.authorities = either;
  } else if (out.certificate.empty()) {
    out.certificate = either;
  }
  if (verify_name) out.tls = std::max(out.tls, Tls::VerifyIdentity);
  if (verify) out.tls = std::max(out.tls, Tls::VerifyCa);
  // Who names an authority wants it asked.
  if (!out.authorities.empty() && out.tls != Tls::Disabled) out.tls = std::max(out.tls, Tls::VerifyCa);
  if (!out.certificate.empty()) out.tls = std::max(out.tls, Tls::Required);
  return out;
}

std::string system_authorities() {
  for (const char* file : {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                           "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"}) {
    std::error_code error;
    if (std::filesystem::exists(file, error)) return file;
  }
  return {};
}

}  // namespace plumb::mysqlcppconn
