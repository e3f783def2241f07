// What the model has no place for: counted, so that it is named and left alone.
#include "plumb/dialects/postgres/inspect_gathering.h"

namespace plumb::postgres {
namespace {

struct Rest {
  std::string_view what, catalogue;
  Oid number;  ///< of the catalogue, as pg_depend names it; 0: nothing of it belongs to extensions
  std::string_view and_where = {};
  std::string_view space = {};     ///< the column with its namespace, or
  std::string_view relation = {};  ///< with its table
};

constexpr Rest kRest[] = {
    {"operator class", "pg_opclass", 2616, {}, "opcnamespace"},
    {"operator family", "pg_opfamily", 2753, {}, "opfnamespace"},
    {"conversion", "pg_conversion", 2607, {}, "connamespace"},
    {"transform", "pg_transform", 3576},
    {"access method", "pg_am", 2601},
    {"text search configuration", "pg_ts_config", 3602, {}, "cfgnamespace"},
    {"text search dictionary", "pg_ts_dict", 3600, {}, "dictnamespace"},
    {"text search parser", "pg_ts_parser", 3601, {}, "prsnamespace"},
    {"text search template", "pg_ts_template", 3764, {}, "tmplnamespace"},
    {"foreign-data wrapper", "pg_foreign_data_wrapper", 2328},
    {"foreign server", "pg_foreign_server", 1417},
    {"publication", "pg_publication", 6104},
    {"not valid or not inherited NOT NULL constraint",
     "pg_constraint",
     2606,
     "x.contype = 'n' AND (x.connoinherit OR NOT x.convalidated)",
     {},
     "conrelid"},
};

std::string one(const Rest& rest, const Subject& subject) {
  std::string out = "SELECT '" + std::string(rest.what) + "', count(*) FROM " + std::string(rest.catalogue) +
                    " x WHERE x.oid >= " + std::to_string(kFirstUserOid) +
                    " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = " + std::to_string(rest.number) +
                    " AND d.objid = x.oid AND d.deptype IN ('e', 'i'))";
  if (!rest.and_where.empty()) out += " AND " + std::string(rest.and_where);
  if (!rest.space.empty()) out += " AND " + subject.where_namespace("x." + std::string(rest.space));
  if (!rest.relation.empty()) out += " AND " + subject.where("x." + std::string(rest.relation));
  return out;
}

}  // namespace

void ask_rest(Gathering& g, std::vector<Question>& out) {
  if (g.subject.named()) return;
  std::string sql;
  for (const Rest& rest : kRest) {
    if (!sql.empty()) sql += " UNION ALL ";
    sql += one(rest, g.subject);
  }
  // Where a provider is loaded.
  sql +=
      " UNION ALL SELECT 'security label', count(*) FROM pg_seclabel WHERE objoid >= " + std::to_string(kFirstUserOid);
  out.push_back({std::move(sql), {}, [&g](Row& row) {
                   const long count = std::atol(row[1]->c_str());
                   if (count > 0) g.count(*row[0], static_cast<std::size_t>(count));
                 }});
}

}  // namespace plumb::postgres
