// The JSON document of --json, without the library in every file.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace plumb::cli {

/// An object with its keys in the order in which they were set.
class Document {
 public:
  Document();
  ~Document();
  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;

  void set(std::string_view key, std::string_view text);
  void set(std::string_view key, const char* text) { set(key, std::string_view(text)); }
  void set(std::string_view key, const std::string& text) { set(key, std::string_view(text)); }
  void set(std::string_view key, bool value);
  void set(std::string_view key, std::int64_t value);
  void set(std::string_view key, std::size_t value) { set(key, static_cast<std::int64_t>(value)); }
  void set(std::string_view key, int value) { set(key, static_cast<std::int64_t>(value)); }
  void set(std::string_view key, const std::vector<std::string>& texts);
  void set(std::string_view key, Document object);
  void set(std::string_view key, std::vector<Document> objects);
  /// Adds to a list, which is made where it is not there.
  void append(std::string_view key, std::vector<Document> objects);
  void set_null(std::string_view key);
  /// A document that is JSON text already.
  void set_json(std::string_view key, std::string_view json);
  /// Takes over every key of `other`.
  void merge(const Document& other);
  /// Two-space indentation and a newline at the end. Bytes that are no UTF-8 become U+FFFD.
  std::string text() const;

 private:
  struct Value;
  std::unique_ptr<Value> value_;
};

}  // namespace plumb::cli
