// MySQL Connector/C++ 1.1.
#include "plumb/backends/mysqlcppconn/connector.h"

#include <cppconn/connection.h>
#include <cppconn/driver.h>
#include <cppconn/exception.h>
#include <cppconn/resultset.h>
#include <cppconn/resultset_metadata.h>
#include <cppconn/statement.h>
#include <dlfcn.h>
#include <fmt/format.h>

#include <utility>

#include "plumb/core/base/error.h"

namespace plumb::mysqlcppconn {
namespace {

#ifdef __APPLE__
constexpr const char* library_name = "libmysqlcppconn.7.dylib";
#else
constexpr const char* library_name = "libmysqlcppconn.so.7";
#endif

::sql::Driver& load_driver() {
  void* library = ::dlopen(library_name, RTLD_NOW | RTLD_LOCAL);
  void* function = library == nullptr ? nullptr : ::dlsym(library, "get_driver_instance");
  if (function == nullptr) {
    const char* why = ::dlerror();
    throw Error(Code::Connection,
                fmt::format("MySQL Connector/C++ cannot be loaded ({}); install it (Debian: libmysqlcppconn7v5)",
                            why == nullptr ? library_name : why));
  }
  return *reinterpret_cast<::sql::Driver* (*)()>(function)();
}

/// Loaded once and for good.
::sql::Driver& driver() {
  static ::sql::Driver& loaded = load_driver();
  return loaded;
}

/// Calls the library; its exceptions become ours.
template <class Call>
decltype(auto) guarded(Call&& call) {
  try {
    return call();
  } catch (const ::sql::SQLException& e) {
    throw Failure{e.getErrorCode(), e.getSQLState(), e.what()};
  }
}

::sql::ConnectOptionsMap options_of(const Address& address) {
  ::sql::ConnectOptionsMap out;
  const auto text = [&](const char* key, const std::string& value) {
    if (!value.empty()) out[key] = ::sql::SQLString(value);
  };
  if (address.socket.empty()) {
    // Said aloud, because the library takes `localhost` for a socket.
    const bool in_brackets = address.host.find(':') != std::string::npos;
    text("hostName", in_brackets ? fmt::format("tcp://[{}]", address.host) : "tcp://" + address.host);
    out["port"] = address.port;
  } else {
    text("hostName", "unix://" + address.socket);
  }
  out["userName"] = ::sql::SQLString(address.user);
  out["password"] = ::sql::SQLString(address.password);
  text("schema", address.database);
  out["OPT_CHARSET_NAME"] = ::sql::SQLString("utf8mb4");
  out["OPT_CONNECT_TIMEOUT"] = static_cast<int>(address.timeout.count());
  // The server could ask for any file of this machine otherwise: it is on by default.
  out["OPT_LOCAL_INFILE"] = 0;
  out["CLIENT_MULTI_STATEMENTS"] = true;
  if (address.tls) {
    out["sslEnforce"] = true;
    if (address.check_certificate) text("sslCA", address.authorities);
    if (address.check_name) out["sslVerify"] = true;
    text("sslCert", address.certificate);
    text("sslKey", address.key);
  }
  return out;
}

class ConnectorClient final : public Client {
 public:
  explicit ConnectorClient(const Address& address) : address_(address) {
    ::sql::ConnectOptionsMap options = options_of(address);
    ::sql::Driver& library = driver();
    guarded([&] {
      connection_.reset(library.connect(options));
      statement_.reset(connection_->createStatement());
      // Row by row from the server; otherwise the whole result would be held.
      statement_->setResultSetType(::sql::ResultSet::TYPE_FORWARD_ONLY);
    });
  }

  bool send(const std::string& sql) override {
    result_.reset();
    return guarded([&] { return take(statement_->execute(sql)); });
  }

  bool next_result() override {
    result_.reset();
    return guarded([&] { return take(statement_->getMoreResults()); });
  }

  std::vector<std::string> columns() override {
    return guarded([&] {
      std::vector<std::string> out;
      ::sql::ResultSetMetaData* data = result_->getMetaData();
      for (unsigned int i = 1; i <= count_; ++i) out.push_back(data->getColumnLabel(i));
      return out;
    });
  }

  bool next_row(Row& cells) override {
    return guarded([&] {
      if (!result_ || !result_->next()) {
        look_for_error();
        return false;
      }
      cells.resize(count_);
      for (unsigned int i = 0; i < count_; ++i) {
        ::sql::SQLString text = result_->getString(i + 1);
        if (text.length() == 0 && result_->wasNull()) {
          cells[i].reset();
        } else {
          cells[i] = std::move(*text.operator->());
        }
      }
      return true;
    });
  }

  std::int64_t changed() override {
    return guarded([&] { return static_cast<std::int64_t>(statement_->getUpdateCount()); });
  }

  std::unique_ptr<Client> another() const override { return std::make_unique<ConnectorClient>(address_); }

 private:
  bool take(bool has_rows) {
    if (!has_rows) return false;
    result_.reset(statement_->getResultSet());
    count_ = result_->getMetaData()->getColumnCount();
    return true;
  }

  /// A result that breaks off (KILL QUERY, a lost connection, an error in the tenth row) looks like one that has come
  /// to its end: next() of the connector drops the error. Who asks for a further result is told of it.
  void look_for_error() { const std::unique_ptr<::sql::ResultSet> none(statement_->getResultSet()); }

  Address address_;
  std::unique_ptr<::sql::Connection> connection_;
  std::unique_ptr<::sql::Statement> statement_;
  std::unique_ptr<::sql::ResultSet> result_;
  unsigned int count_ = 0;
};

}  // namespace

std::unique_ptr<Client> connect(const Address& address) { return std::make_unique<ConnectorClient>(address); }

}  // namespace plumb::mysqlcppconn
