// The C API of MariaDB's or MySQL's client library, for a connection that SOCI holds.
#include "plumb/backends/soci/mysql_client.h"

#if PLUMB_HAS_MYSQLCPPCONN

#include <fmt/format.h>
#include <mysql.h>

#include <cstdint>

namespace plumb {
namespace {

using mysqlcppconn::Client;
using mysqlcppconn::Failure;

struct FreeResult {
  void operator()(MYSQL_RES* result) const { ::mysql_free_result(result); }
};
struct Close {
  void operator()(MYSQL* connection) const { ::mysql_close(connection); }
};

/// A BIT column arrives as its bytes, and is a number to everybody else.
std::string number_of(const char* bytes, unsigned long size) {
  std::uint64_t out = 0;
  for (unsigned long i = 0; i < size; ++i) out = out << 8U | static_cast<unsigned char>(bytes[i]);
  return std::to_string(out);
}

class MysqlClient final : public Client {
 public:
  explicit MysqlClient(MYSQL& connection) : connection_(&connection) {
    // What the application has not asked for is switched off again behind us.
    takes_several_ = (connection_->client_flag & CLIENT_MULTI_STATEMENTS) != 0;
    if (!takes_several_) ::mysql_set_server_option(connection_, MYSQL_OPTION_MULTI_STATEMENTS_ON);
  }

  explicit MysqlClient(std::unique_ptr<MYSQL, Close> owned)
      : owned_(std::move(owned)), connection_(owned_.get()), takes_several_(true) {}

  ~MysqlClient() override {
    result_.reset();
    if (!takes_several_) ::mysql_set_server_option(connection_, MYSQL_OPTION_MULTI_STATEMENTS_OFF);
  }

  bool send(const std::string& sql) override {
    result_.reset();
    if (::mysql_real_query(connection_, sql.data(), static_cast<unsigned long>(sql.size())) != 0) fail();
    return take();
  }

  bool next_result() override {
    result_.reset();
    const int status = ::mysql_next_result(connection_);
    if (status > 0) fail();
    return status == 0 && take();
  }

  std::vector<std::string> columns() override {
    std::vector<std::string> out;
    const MYSQL_FIELD* fields = ::mysql_fetch_fields(result_.get());
    for (unsigned int i = 0; i < count_; ++i) out.emplace_back(fields[i].name, fields[i].name_length);
    return out;
  }

  bool next_row(Row& cells) override {
    MYSQL_ROW row = ::mysql_fetch_row(result_.get());
    if (row == nullptr) {
      if (::mysql_errno(connection_) != 0) fail();
      return false;
    }
    const unsigned long* sizes = ::mysql_fetch_lengths(result_.get());
    const MYSQL_FIELD* fields = ::mysql_fetch_fields(result_.get());
    cells.resize(count_);
    for (unsigned int i = 0; i < count_; ++i) {
      if (row[i] == nullptr) {
        cells[i].reset();
      } else if (fields[i].type == MYSQL_TYPE_BIT) {
        cells[i] = number_of(row[i], sizes[i]);
      } else {
        if (!cells[i]) cells[i].emplace();
        cells[i]->assign(row[i], sizes[i]);
      }
    }
    return true;
  }

  std::int64_t changed() override { return static_cast<std::int64_t>(::mysql_affected_rows(connection_)); }

  std::optional<bool> in_transaction() const override {
    return (connection_->server_status & SERVER_STATUS_IN_TRANS) != 0;
  }

  std::unique_ptr<Client> another() const override {
    std::unique_ptr<MYSQL, Close> other(::mysql_init(nullptr));
    const unsigned int seconds = 5;
    ::mysql_options(other.get(), MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
    if (const char* cipher = ::mysql_get_ssl_cipher(connection_); cipher != nullptr && *cipher != '\0') {
      const my_bool enforce = 1;
      ::mysql_options(other.get(), MYSQL_OPT_SSL_ENFORCE, &enforce);
    }
    if (::mysql_real_connect(other.get(), connection_->host, connection_->user, connection_->passwd, nullptr,
                             connection_->port, connection_->unix_socket, 0) == nullptr) {
      throw Failure{static_cast<int>(::mysql_errno(other.get())), ::mysql_sqlstate(other.get()),
                    ::mysql_error(other.get())};
    }
    return std::make_unique<MysqlClient>(std::move(other));
  }

 private:
  [[noreturn]] void fail() const {
    throw Failure{static_cast<int>(::mysql_errno(connection_)), ::mysql_sqlstate(connection_),
                  ::mysql_error(connection_)};
  }

  bool take() {
    count_ = ::mysql_field_count(connection_);
    if (count_ == 0) return false;
    result_.reset(::mysql_use_result(connection_));
    if (!result_) fail();
    return true;
  }

  std::unique_ptr<MYSQL, Close> owned_;
  MYSQL* connection_;
  std::unique_ptr<MYSQL_RES, FreeResult> result_;
  unsigned int count_ = 0;
  bool takes_several_;
};

std::string_view text(const char* t) { return t == nullptr ? std::string_view() : std::string_view(t); }

}  // namespace

std::unique_ptr<Client> mysql_client(::st_mysql& connection) { return std::make_unique<MysqlClient>(connection); }

bool uses_socket(const ::st_mysql& connection) { return !text(connection.unix_socket).empty(); }

std::string place_of(const ::st_mysql& connection) {
  if (uses_socket(connection)) return fmt::format("{}/{}", connection.unix_socket, text(connection.db));
  return fmt::format("{}:{}/{}", text(connection.host), connection.port, text(connection.db));
}

}  // namespace plumb

#endif
