// ALTER … RENAME inside of expressions, queries and bodies: what refers to the renamed thing
// follows, and nothing else.
#include <doctest/doctest.h>

#include <map>
#include <string>

#include "plumb/core/sql/expression.h"
#include "syntaxes.h"

using namespace plumb;
using namespace plumb::sql;

namespace {

const std::vector<std::string>* columns_of_table(const QualifiedName& name) {
  static const std::map<std::string, std::vector<std::string>> tables = {
      {"item", {"id", "code", "qty"}}, {"other", {"id", "code", "note"}}, {"ref", {"id", "label"}}};
  const auto at = tables.find(name.name);
  return at == tables.end() ? nullptr : &at->second;
}

std::string renamed(std::string_view text, TextKind kind, const Rename& rename, const QualifiedName& home,
                    const Syntax& syntax) {
  return rename_in_text(text, kind, rename, home, syntax, columns_of_table).value_or("unchanged");
}

}  // namespace

TEST_CASE("a table is renamed as SQLite does it") {
  const Syntax sqlite = plumb_test::sqlite();
  const Rename rename{{"item"}, {}, "thing"};
  const struct {
    TextKind kind;
    const char* home;
    const char* in;
    const char* out;
  } table[] = {
      {TextKind::Query, "", "select item.id from item  where item.qty>0 -- item",
       "select \"thing\".id from \"thing\"  where \"thing\".qty>0 -- item"},
      {TextKind::Query, "", "select i.id from item as i, main.ITEM", "select i.id from \"thing\" as i, main.\"thing\""},
      {TextKind::Query, "", "select item.id from other item", "unchanged"},
      {TextKind::Query, "", "select 'item', item from ref", "unchanged"},
      {TextKind::Query, "", "with item as (select 1) select item.* from item", "unchanged"},
      {TextKind::Query, "", "with x as (select * from item) select * from x",
       "with x as (select * from \"thing\") select * from x"},
      {TextKind::Query, "", "select (select max(qty) from item where item.id=o.id) from other o",
       "select (select max(qty) from \"thing\" where \"thing\".id=o.id) from other o"},
      {TextKind::Query, "", "select * from temp.item", "unchanged"},
      {TextKind::Query, "", "select item.* from [item] join ref on item.id=ref.id",
       "select \"thing\".* from \"thing\" join ref on \"thing\".id=ref.id"},
      {TextKind::Expression, "item", "item.qty>0 and qty<9", "\"thing\".qty>0 and qty<9"},
      {TextKind::Expression, "ref", "item>0", "unchanged"},
      {TextKind::Body, "item",
       "begin update item set qty=new.qty where item.id=new.id; delete from other where id in "
       "item; end",
       "begin update \"thing\" set qty=new.qty where \"thing\".id=new.id; delete from other where "
       "id in \"thing\"; end"},
      {TextKind::Body, "ref", "begin insert into item(qty) select qty from other; select raise(abort,'item'); end",
       "begin insert into \"thing\"(qty) select qty from other; select raise(abort,'item'); end"},
  };
  for (const auto& row : table) CHECK_EQ(renamed(row.in, row.kind, rename, row.home, sqlite), std::string(row.out));
}

TEST_CASE("a column is renamed as SQLite does it") {
  const Syntax sqlite = plumb_test::sqlite();
  const Rename rename{{"item"}, "code", "label"};
  const struct {
    TextKind kind;
    const char* home;
    const char* in;
    const char* out;
  } table[] = {
      {TextKind::Expression, "item", "Code>'' and \"code\"<'code' and [code] is not null",
       "label>'' and \"label\"<'code' and \"label\" is not null"},
      {TextKind::Expression, "other", "code>''", "unchanged"},
      {TextKind::Expression, "item", "exists(select 1 from other where code=item.code)",
       "exists(select 1 from other where code=item.label)"},
      {TextKind::Query, "", "select i.code,code from item i", "select i.label,label from item i"},
      {TextKind::Query, "", "select o.code from other o,item", "unchanged"},
      {TextKind::Query, "", "select qty as code from item order by code", "unchanged"},
      {TextKind::Query, "", "select qty from item order  by code", "select qty from item order  by label"},
      {TextKind::Query, "", "select code from (select note as code from other)", "unchanged"},
      {TextKind::Query, "", "select (select code from other) from item", "unchanged"},
      {TextKind::Query, "", "select (select code from ref) from item", "select (select label from ref) from item"},
      {TextKind::Query, "", "with c as (select code from item) select 1 from c",
       "with c as (select label from item) select 1 from c"},
      {TextKind::Query, "", "select code from item union select code from other order by code",
       "select label from item union select code from other order by label"},
      {TextKind::Body, "item",
       "begin update item set code=old.code,qty=code where new.code is null; insert into "
       "item(id,code) values(1,new.code)"
       " on conflict(code) do update set code=excluded.code; update other set code=code; end",
       "begin update item set label=old.label,qty=label where new.label is null; insert into "
       "item(id,label) values(1,new.label)"
       " on conflict(label) do update set label=excluded.label; update other set code=code; end"},
      {TextKind::Body, "ref", "begin insert into other(code) select code from item where code=new.code; end",
       "begin insert into other(code) select label from item where label=new.code; end"},
  };
  for (const auto& row : table) CHECK_EQ(renamed(row.in, row.kind, rename, row.home, sqlite), std::string(row.out));
  CHECK_EQ(renamed("code  > 1", TextKind::Expression, {{"item"}, "code", "the label"}, {"item"}, sqlite),
           "\"the label\"  > 1");
}

TEST_CASE("what is in the normal spelling stays in it") {
  const Syntax sqlite = plumb_test::sqlite();
  CHECK_EQ(renamed("item.qty > 0", TextKind::Expression, {{"item"}, {}, "thing"}, {"item"}, sqlite), "thing.qty > 0");
  CHECK_EQ(renamed("item.qty > 0", TextKind::Expression, {{"item"}, {}, "order"}, {"item"}, sqlite),
           "\"order\".qty > 0");
}

TEST_CASE("a view of PostgreSQL keeps the names of its columns") {
  const Syntax postgres = plumb_test::postgres();
  const Rename rename{{"item"}, "code", "label"};
  CHECK_EQ(renamed("select code, lower(code) from item where code is not null", TextKind::Query, rename, {}, postgres),
           "select label AS code, lower(label) from item where label is not null");
  CHECK_EQ(renamed("select i.code from public.item i", TextKind::Query, rename, {}, postgres),
           "select i.label AS code from public.item i");
  CHECK_EQ(renamed("select \"Code\" from item", TextKind::Query, rename, {}, postgres), "unchanged");
}

TEST_CASE("tokens without a tree") {
  const Syntax mysql = plumb_test::mysql();
  const char* body = "BEGIN IF NEW.code > 1 THEN UPDATE item SET code = 1; DELETE FROM other; END IF; END";
  CHECK_EQ(renamed(body, TextKind::Body, {{"item"}, {}, "thing"}, {"item"}, mysql),
           "BEGIN IF NEW.code > 1 THEN UPDATE thing SET code = 1; DELETE FROM other; END IF; END");
  CHECK_EQ(renamed(body, TextKind::Body, {{"item"}, "code", "label"}, {"item"}, mysql),
           "BEGIN IF NEW.label > 1 THEN UPDATE item SET code = 1; DELETE FROM other; END IF; END");
}

TEST_CASE("relations and columns of a tree") {
  const Syntax sqlite = plumb_test::sqlite();
  const auto relations = [&](std::string_view text) {
    std::string out;
    for (const QualifiedName& name : relations_of(*parse_query(text, sqlite))) out += name.display() + " ";
    return out;
  };
  CHECK_EQ(relations("select * from b join main.a on exists (select 1 from c where x in d)"), "b c d main.a ");
  CHECK_EQ(relations("with x as (select * from x) select * from x, y"), "x y ");
  CHECK_EQ(relations("with recursive x as (select 1 union select * from x) select * from x, "
                     "(select 1 from z)"),
           "z ");
  CHECK_EQ(relations("select a.b, c from json_each('[]')"), "");
  const std::vector<std::string> names =
      columns_of(*parse_expression("a.b > c and exists (select b from t where 'd' = \"e\")", sqlite));
  CHECK(names == std::vector<std::string>{"b", "c", "e"});
}
