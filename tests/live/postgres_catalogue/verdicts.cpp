#include "plumb/tests/live/postgres_catalogue/verdicts.h"

namespace plumb::test {
namespace {

constexpr auto Modelled = Verdict::Modelled;
constexpr auto Derived = Verdict::Derived;
constexpr auto Physical = Verdict::Physical;
constexpr auto Unmanaged = Verdict::Unmanaged;
constexpr auto Reported = Verdict::Reported;

constexpr Judged kVerdicts[] = {
    {"pg_class", Modelled,
     "relname relnamespace reloftype relam reltablespace relpersistence relkind relrowsecurity relforcerowsecurity "
     "relreplident relispartition relacl reloptions relpartbound",
     ""},
    {"pg_class", Derived,
     "reltype relnatts relchecks relhasindex relhasrules relhastriggers relhassubclass reltoastrelid relisshared", ""},
    {"pg_class", Physical,
     "oid relfilenode relpages reltuples relallvisible relallfrozen relrewrite relfrozenxid relminmxid relispopulated",
     "whether a materialized view has rows is a matter of rows"},
    {"pg_class", Unmanaged, "relowner", ""},

    {"pg_attribute", Modelled,
     "attname atttypid atttypmod attstorage attcompression attnotnull attidentity attgenerated attcollation attstattarget "
     "attacl attoptions",
     ""},
    {"pg_attribute", Derived, "attrelid attnum attlen attbyval attalign atthasdef attisdropped attinhcount attndims",
     "the server keeps a number of dimensions and asks nobody to hold to it"},
    {"pg_attribute", Physical, "attcacheoff atthasmissing attmissingval", ""},
    {"pg_attribute", Unmanaged, "attislocal", "matters only where the parent's column is dropped"},
    {"pg_attribute", Reported, "attfdwoptions", "with the foreign table"},

    {"pg_constraint", Modelled,
     "conname contype condeferrable condeferred conenforced convalidated conrelid contypid confrelid confupdtype "
     "confdeltype confmatchtype connoinherit conperiod conkey confkey confdelsetcols conexclop conbin",
     "of NOT NULL constraints the column has all but the name"},
    {"pg_constraint", Derived, "connamespace conindid conparentid conislocal coninhcount conpfeqop conppeqop conffeqop",
     ""},
    {"pg_constraint", Physical, "oid", ""},

    {"pg_index", Modelled,
     "indrelid indnkeyatts indisunique indnullsnotdistinct indisprimary indisexclusion indimmediate indisclustered "
     "indisreplident indkey indcollation indclass indoption indexprs indpred",
     ""},
    {"pg_index", Derived, "indnatts", ""},
    {"pg_index", Physical, "indexrelid indcheckxmin indisready indislive", ""},
    {"pg_index", Reported, "indisvalid", "an index that was not built to its end is a leftover"},

    {"pg_type", Modelled,
     "typname typnamespace typtype typnotnull typbasetype typtypmod typcollation typdefaultbin typdefault typacl", ""},
    {"pg_type", Derived, "typrelid typarray typelem typndims", ""},
    {"pg_type", Physical, "oid", ""},
    {"pg_type", Unmanaged, "typowner", ""},
    {"pg_type", Reported,
     "typlen typbyval typcategory typispreferred typisdefined typdelim typsubscript typinput typoutput typreceive typsend "
     "typmodin typmodout typanalyze typalign typstorage",
     "base types and shells; every other kind of type has these from the server"},

    {"pg_proc", Modelled,
     "proname pronamespace prolang procost prorows provariadic prosupport prokind prosecdef proleakproof proisstrict "
     "proretset provolatile proparallel prorettype proargtypes proallargtypes proargmodes proargnames proargdefaults "
     "protrftypes prosrc probin prosqlbody proconfig proacl",
     ""},
    {"pg_proc", Derived, "pronargs pronargdefaults", ""},
    {"pg_proc", Physical, "oid", ""},
    {"pg_proc", Unmanaged, "proowner", ""},

    {"pg_trigger", Modelled,
     "tgrelid tgname tgfoid tgtype tgenabled tgconstrrelid tgconstraint tgdeferrable tginitdeferred tgattr tgargs tgqual "
     "tgoldtable tgnewtable",
     ""},
    {"pg_trigger", Derived, "tgparentid tgisinternal tgconstrindid tgnargs", ""},
    {"pg_trigger", Physical, "oid", ""},

    {"pg_policy", Modelled, "polname polrelid polcmd polpermissive polroles polqual polwithcheck", ""},
    {"pg_policy", Physical, "oid", ""},

    {"pg_sequence", Modelled, "seqtypid seqstart seqincrement seqmax seqmin seqcache seqcycle", ""},
    {"pg_sequence", Derived, "seqrelid", ""},

    {"pg_rewrite", Modelled, "ev_class ev_action rulename ev_type ev_enabled is_instead ev_qual", ""},
    {"pg_rewrite", Physical, "oid", ""},

    {"pg_namespace", Modelled, "nspname nspowner nspacl", ""},
    {"pg_namespace", Physical, "oid", ""},

    {"pg_extension", Modelled, "extname extnamespace extversion", ""},
    {"pg_extension", Derived, "extrelocatable extconfig extcondition", "by the extension's own script"},
    {"pg_extension", Physical, "oid", ""},
    {"pg_extension", Unmanaged, "extowner", ""},

    {"pg_default_acl", Modelled, "defaclrole defaclnamespace defaclobjtype defaclacl", ""},
    {"pg_default_acl", Physical, "oid", ""},
};

}  // namespace

std::span<const Judged> verdicts() { return kVerdicts; }

}  // namespace plumb::test
