import { constants } from 'node:sqlite';

const allowedFunctions = new Set(
  `-> ->> abs avg ceil ceiling char coalesce concat concat_ws count cume_dist date datetime dense_rank exp first_value
  floor format glob group_concat hex if ifnull iif instr json json_array json_array_length json_each json_extract
  json_group_array json_group_object json_insert json_object json_patch json_quote json_remove json_replace json_set
  json_tree json_type json_valid julianday lag last_value lead length like ln log log10 log2 lower ltrim max median min
  mod nth_value ntile nullif octet_length percent_rank pow power printf quote rank replace round row_number rtrim sign
  sqrt strftime string_agg substr substring sum time timediff total trim trunc typeof unicode unixepoch upper`.split(
    /\s+/,
  ),
);
// How a list in a parameter is read. Nothing else is readable unless it is named.
const readers = new Set(['json_each', 'json_tree']);
const hidden = /^(sqlite_|pragma_)/;

export type Authorizer = {
  authorize: (action: number, first: string | null, second: string | null) => number;
  /** Why the query was refused, in words; undefined while nothing was. */
  denied(): string | undefined;
};

/**
 * Lets a SELECT over `tables` (names in small letters) through. `free`: also recursion, and names that the query
 * itself gives (`with …`), which SQLite asks for without a column.
 */
export function openAuthorizer(tables: ReadonlySet<string>, { free }: { free: boolean }): Authorizer {
  let reason: string | undefined;
  const isAllowed = (action: number, first: string, second: string): boolean => {
    if (action === constants.SQLITE_SELECT) return true;
    if (action === constants.SQLITE_RECURSIVE) return free;
    if (action === constants.SQLITE_FUNCTION) return allowedFunctions.has(second);
    if (action !== constants.SQLITE_READ) return false;
    return tables.has(first) || readers.has(first) || (free && second === '' && !hidden.test(first));
  };
  return {
    authorize(action, first, second) {
      const [one, two] = [first?.toLowerCase() ?? '', second?.toLowerCase() ?? ''];
      if (isAllowed(action, one, two)) return constants.SQLITE_OK;
      reason ??= reasonOf(action, one, two);
      return constants.SQLITE_DENY;
    },
    denied: () => reason,
  };
}

function reasonOf(action: number, first: string, second: string): string {
  if (action === constants.SQLITE_FUNCTION) return `The function ${second} is not allowed in a query.`;
  if (action === constants.SQLITE_READ) return `${first} is not a table of this data source.`;
  if (action === constants.SQLITE_PRAGMA) return 'PRAGMA is not allowed. Write one SELECT.';
  if (action === constants.SQLITE_ATTACH || action === constants.SQLITE_DETACH)
    return 'Another file cannot be attached. Write one SELECT.';
  return 'The query would change data, and a data source is only read. Write one SELECT.';
}
