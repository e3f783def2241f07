#include "plumb/tools/plumb/document.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace plumb::cli {

struct Document::Value {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
};

Document::Document() : value_(std::make_unique<Value>()) {}
Document::~Document() = default;
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;

void Document::set(std::string_view key, std::string_view text) { value_->json[std::string(key)] = std::string(text); }
void Document::set(std::string_view key, bool value) { value_->json[std::string(key)] = value; }
void Document::set(std::string_view key, std::int64_t value) { value_->json[std::string(key)] = value; }
void Document::set(std::string_view key, const std::vector<std::string>& texts) {
  value_->json[std::string(key)] = texts;
}
void Document::set_null(std::string_view key) { value_->json[std::string(key)] = nullptr; }

void Document::set_json(std::string_view key, std::string_view json) {
  value_->json[std::string(key)] = nlohmann::ordered_json::parse(json);
}

void Document::set(std::string_view key, Document object) {
  value_->json[std::string(key)] = std::move(object.value_->json);
}

void Document::set(std::string_view key, std::vector<Document> objects) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (Document& object : objects) list.push_back(std::move(object.value_->json));
  value_->json[std::string(key)] = std::move(list);
}

void Document::append(std::string_view key, std::vector<Document> objects) {
  nlohmann::ordered_json& list = value_->json[std::string(key)];
  if (!list.is_array()) list = nlohmann::ordered_json::array();
  for (Document& object : objects) list.push_back(std::move(object.value_->json));
}

void Document::merge(const Document& other) {
  for (const auto& [key, value] : other.value_->json.items()) value_->json[key] = value;
}

std::string Document::text() const {
  return value_->json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace plumb::cli
