#include <fmt/format.h>

#include <map>

#include "plumb/core/base/text.h"
#include "plumb/core/plan/align/steps.h"
#include "plumb/core/sql/rename_schema.h"

namespace plumb::align_detail {
namespace {

// `old`, `schema.old` or quoted forms, as the annotation says it.
QualifiedName parse(std::string_view text, const QualifiedName& beside) {
  std::vector<std::string> parts(1);
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote) {
      if (c == quote && i + 1 < text.size() && text[i + 1] == quote)
        parts.back() += text[i++];
      else if (c == quote)
        quote = 0;
      else
        parts.back() += c;
    } else if (c == '"' || c == '`') {
      quote = c;
    } else if (c == '.') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  if (parts.size() == 1) return {beside.schema, parts[0]};
  return {parts[parts.size() - 2], parts.back()};
}

bool same(const std::string& a, const std::string& b, bool ignore_case) {
  return a == b || (ignore_case && equals_ignoring_case(a, b));
}

template <class T>
const QualifiedName* find(const Catalog<QualifiedName, T>& catalog, const QualifiedName& name, bool ignore_case) {
  if (const T* exact = catalog.find(name)) return &exact->name;
  if (!ignore_case) return nullptr;
  for (const T& object : catalog)
    if (object.name.schema == name.schema && equals_ignoring_case(object.name.name, name.name)) return &object.name;
  return nullptr;
}

Table without_parts(const Table& t) {
  Table bare;
  bare.name = t.name;
  bare.comment = t.comment;
  bare.partitioning = t.partitioning;
  bare.extra = t.extra;
  return bare;
}

class Renames {
 public:
  Renames(Alignment& out, const Target& target, Diagnostics& diagnostics)
      : out_(&out), target_(&target), diagnostics_(&diagnostics) {}

  template <class T>
  void relations(Catalog<QualifiedName, T> Schema::*member) {
    std::map<QualifiedName, QualifiedName> taken;  // old name → who claims it
    const Schema& want = out_->want;
    const bool ignore = target_->traits.tables_ignore_case;
    for (const T& w : want.*member) {
      if (w.renamed_from.empty()) continue;
      const QualifiedName said = parse(w.renamed_from.text, w.name);
      const QualifiedName* old = find(out_->have.*member, said, ignore);
      if (!old || *old == w.name) continue;                    // never there, or done
      if (find(out_->have.*member, w.name, ignore)) continue;  // both are there: done, and the old one is another table
      if (find(want.*member, *old, ignore)) {
        diagnostics_->error("rename-conflict",
                            fmt::format("`{}` says that it was renamed from `{}`, but `{}` is still in the schema; "
                                        "take the annotation off, or take `{}` out",
                                        w.name.display(), old->display(), old->display(), old->display()),
                            w.origin);
        continue;
      }
      if (auto [at, first] = taken.emplace(*old, w.name); !first) {
        diagnostics_->error("rename-conflict",
                            fmt::format("`{}` and `{}` both say that they were renamed from `{}`; only one can be",
                                        at->second.display(), w.name.display(), old->display()),
                            w.origin);
        continue;
      }
    }
    // Behind the whole list: who comes second must still find the old name, to be told that it is taken.
    for (const auto& [old, now] : taken)
      if (old.schema == now.schema || target_->traits.has_namespaces) rename(old, now, member);
  }

  void columns() {
    for (const QualifiedName& key : out_->want.tables.keys()) {
      const Table* have = out_->have.tables.find(key);
      if (!have) continue;
      std::map<std::string, std::string> taken;
      for (const Column& w : out_->want.tables.find(key)->columns)
        if (!w.renamed_from.empty()) claim(key, w, taken);
      for (const auto& [old, now] : taken) rename_column(key, old, now);
    }
  }

 private:
  template <class T>
  void rename(const QualifiedName& from, const QualifiedName& to, Catalog<QualifiedName, T> Schema::*member) {
    const QualifiedName old = from;  // `from` points into the catalogue that changes
    const T was = *(out_->have.*member).find(old);
    sql::rename_table(out_->have, old, to, target_->syntax);
    Alignment::Renamed r{id_of(was), id_of(*(out_->have.*member).find(to)), {}, {}};
    if constexpr (std::is_same_v<T, Table>) {
      r.from_object = without_parts(was);
      Table now = without_parts(was);
      now.name = to;
      r.to_object = std::move(now);
    } else {
      r.from_object = was;
      r.to_object = *(out_->have.*member).find(to);
    }
    out_->renamed.push_back(std::move(r));
  }

  // Old name → new name of what is still to be renamed.
  void claim(const QualifiedName& table, const Column& w, std::map<std::string, std::string>& taken) {
    const bool ignore = target_->traits.names_ignore_case;
    const std::string old_name = parse(w.renamed_from.text, {}).name;
    const Table& have = *out_->have.tables.find(table);
    const Table& want = *out_->want.tables.find(table);
    if (have.find_column(w.name)) return;  // done
    const Column* old = nullptr;
    for (const Column& c : have.columns)
      if (same(c.name, old_name, ignore)) old = &c;
    if (!old) return;
    const std::string from = old->name;
    for (const Column& c : want.columns) {
      if (!same(c.name, from, ignore)) continue;
      diagnostics_->error("rename-conflict",
                          fmt::format("column `{}.{}` says that it was renamed from `{}`, but `{}` is still in the "
                                      "table; take the annotation off, or take `{}` out",
                                      table.display(), w.name, from, from, from),
                          w.origin);
      return;
    }
    if (auto [at, first] = taken.emplace(from, w.name); !first) {
      diagnostics_->error("rename-conflict",
                          fmt::format("columns `{}` and `{}` of `{}` both say that they were renamed from `{}`; only "
                                      "one can be",
                                      at->second, w.name, table.display(), from),
                          w.origin);
      return;
    }
  }

  void rename_column(const QualifiedName& table, const std::string& from, const std::string& to) {
    const Column was = *out_->have.tables.find(table)->find_column(from);
    Column now = was;
    now.name = to;
    sql::rename_column(out_->have, table, from, to, target_->syntax);
    out_->renamed.push_back({id_of(table, was), id_of(table, now), was, now});
  }

  Alignment* out_;
  const Target* target_;
  Diagnostics* diagnostics_;
};

}  // namespace

void apply_renames(Alignment& out, const Target& target, Diagnostics& diagnostics) {
  Renames renames(out, target, diagnostics);
  renames.relations(&Schema::tables);
  renames.relations(&Schema::virtual_tables);
  renames.columns();
}

}  // namespace plumb::align_detail
