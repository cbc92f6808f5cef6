### What “datasync copy” says.

## Options

copy-about = Copy the tables of one database into another one, exactly, and prove it
copy-option-from = Where from: postgresql://user@host/database?schema=…, mariadb://…, mysql://… or sqlite:path
copy-option-to = Where to, in the same form
copy-option-from-password = File with the password of the source; without it, DATASYNC_FROM_PASSWORD
copy-option-to-password = File with the password of the destination; without it, DATASYNC_TO_PASSWORD
copy-option-table = A table, or a pattern like inv_*; may be repeated; without it, all tables
copy-option-exclude = A table or pattern to leave out; may be repeated
copy-option-dry-run = Say what would be copied and how, and write nothing
copy-option-verify = Compare both sides, and write nothing
copy-option-accept-lossy = A column, as TABLE.COLUMN, in which something may be lost; may be repeated
copy-option-tables-at-once = How many tables to copy at once, from PostgreSQL; MySQL, MariaDB and SQLite show one moment to one reader only
copy-option-max-removed = The largest share of a table’s rows, in percent, that a run may remove
copy-option-json = Print one JSON document, for scripts

## What is going to happen

copy-state-new = new
copy-state-equal = as before
copy-state-changed = changed
copy-state-in-the-way = in the way
copy-exact = exact
# $cases (String) - Which values are refused.
copy-exact-unless = exact unless { $cases }
# $loss (String) - What is lost.
copy-lossy = lossy: { $loss }
copy-key = key
# $others (String) - All but the last.
# $last (String) - The last.
copy-or = { $others } or { $last }
# $least (String) - A number.
# $greatest (String) - A number.
copy-unless-outside = below { $least } or above { $greatest }
# $before (String) - A number.
# $after (String) - A number.
copy-unless-digits = more than { $before } digits before or { $after } after the point
copy-unless-nan = NaN
copy-unless-negative-zero = −0
copy-unless-infinite = infinite
# $first (String) - A year.
# $last (String) - A year.
copy-unless-years = before the year { $first } or after { $last }
copy-unless-day = outside a day
# $limit (String) - A number.
copy-unless-characters = longer than { $limit } characters
# $limit (String) - A number.
copy-unless-bytes = longer than { $limit } bytes
copy-unless-nul = with a NUL character
copy-unless-zero-date = zero and partial dates
copy-unless-other-type = of another type than its column declares
# $digits (String) - A number.
copy-loses-fraction = fractions of a second beyond { $digits } digits
copy-loses-offset = the offset from UTC

## What stands in the way of a table

copy-not-readable = This user may not read it, or not all of its columns. Grant SELECT on the table, or leave the table out.
copy-rows-hidden = Row level security hides rows of it from this user, so a copy would not be whole. Grant the user BYPASSRLS, copy as the owner of the table, or leave the table out.
# $problem (String) - Why not.
copy-table-name = The destination cannot have a table of this name: { $problem }.
# $column (String) - The name of a column.
# $problem (String) - Why not.
copy-column-name = The destination cannot have a column “{ $column }”: { $problem }.
copy-name-empty = it is empty
# $limit (String) - A number.
copy-name-too-long = names there have at most { $limit } bytes or characters
# $character (String) - A character.
copy-name-character = names there cannot contain { $character }
copy-name-space = names there do not end with a space
copy-name-reserved = such names belong to the database or to DataSync
# $other (String) - Another name.
copy-name-same = for the destination it is the same as “{ $other }”
copy-no-columns = It has no columns.
# $limit (String) - A number.
copy-too-many-columns = It has more columns than the destination’s tables can: { $limit }.
# $column (String) - The name of a column.
# $table (String) - The name of a table.
copy-lossy-column = Something would be lost in “{ $column }”. Accept that with --accept-lossy { $table }.{ $column }, or leave the table out.
copy-not-ours = The destination has a table of this name that DataSync did not make. Rename or remove it, or copy into another schema or database.
# $owner (String) - The source.
copy-of-another = DataSync made this table from another source: { $owner }. Copy into another schema or database, or remove the table.
# $owner (String) - The name of the extraction, and where.
copy-of-another-extraction = DataSync made this table for another extraction, or before this installation was restored from a backup: { $owner }. Take it over if that is offered, copy into another schema or database, or remove the table.
copy-replaced = The table that is there is not the one that DataSync made: somebody replaced it, or restored it from a backup. Rename or remove it to copy it anew; or, to let DataSync write it, set its “identity” in datasync_register to NULL.
# $column (String) - The name of a column.
copy-column-missing = The table that is there lacks the column “{ $column }”. Add it as the source has it, or remove the table to copy it anew.
# $column (String) - The name of a column.
copy-column-surplus = The table that is there has a column “{ $column }” that the source does not have. Remove the column, or the table to copy it anew.
# $column (String) - The name of a column.
# $is (String) - A type.
# $expected (String) - A type.
copy-column-type = “{ $column }” is { $is } in the destination and should be { $expected }. Change its type, or remove the table to copy it anew.
copy-other-key = The table that is there has another primary key. Change it, or remove the table to copy it anew.
# $constraint (String) - The name of a foreign key.
# $table (String) - The name of a table.
copy-cascade = “{ $constraint }” of the table “{ $table }” deletes or changes rows there when rows here go. Remove it, or on PostgreSQL let it be NO ACTION DEFERRABLE INITIALLY DEFERRED.

## What is wrong with a table

copy-side-source = The source
copy-side-destination = The destination
# $side (String) - The source or the destination.
# $message (String) - The words of the database.
copy-server-said = { $side } said: “{ $message }”
# $side (String) - The source or the destination.
copy-connection-lost = { $side } went away. Check its server and the network, and copy again.
# $side (String) - The source or the destination.
# $message (String) - The words of the database.
copy-permission-denied = { $side } does not let this user do that: “{ $message }” Grant the right, and copy again.
# $side (String) - The source or the destination.
# $message (String) - The words of the database.
copy-disk-full = { $side } has no room left: “{ $message }” Make room, and copy again.
# $side (String) - The source or the destination.
# $message (String) - The words of the database.
copy-locked = { $side } waited too long for somebody else’s lock: “{ $message }” Copy again later.
# $column (String) - The name of a column.
# $key (String) - The values of the key of a row, or words for a row without one.
# $problem (String) - What is wrong with a value, as the end of a sentence.
copy-value = “{ $column }” of the row { $key } { $problem }. Correct the value, or leave the table out.
copy-row-without-key = without a key
copy-value-malformed = is not what its type promises
copy-value-not-utf8 = is not valid text
copy-value-out-of-range = is outside of what the destination’s type holds
copy-value-too-many-digits = has more digits than the destination’s type
copy-value-nan = is not a number (NaN), which the destination does not hold
copy-value-negative-zero = is −0, which the destination would turn into 0
copy-value-infinite = is infinite, which the destination does not hold
copy-value-too-long = is too long for the destination’s type
copy-value-nul = contains a NUL character, which the destination does not hold
copy-value-zero-date = is a zero or partial date, which only MySQL and MariaDB have
copy-value-wrong-type = is of another type than its column declares
# $side (String) - The source or the destination.
copy-malformed = { $side } sent something that its protocol does not know, or the rows were cut short. Copy again; if it happens again, report it.
# $column (String) - The name of a column.
# $key (String) - The values of the key of a row, or words for a row without one.
copy-null-in-key = “{ $column }” is part of the key, and has no value in the row { $key }. Give it a value.
copy-repeated-source = Two rows of the source have the same key. Correct them there and copy again.
copy-repeated-destination = Two rows have keys that are the same for the destination. Correct one of them in the source, or leave the table out.
# $removed (String) - A number.
# $of (String) - A number.
copy-too-many-removed = The run would remove { $removed } of { $of } rows. If that is right, allow a larger share of rows to be removed.
# $expected (String) - A number.
# $found (String) - A number.
copy-miscounted = The count is wrong: { $expected } rows expected, { $found } found. Nothing was published. Copy again; if it happens again, a trigger or rule may be at work.
copy-read-back-differs = What the destination holds is not what was sent. Nothing was published. Please report it.
copy-source-moved = The source changed while it was read: the table, or a view, does not stand still. Nothing was published. Copy again while nobody writes it.
# $message (String) - The words of the database.
copy-changed-by-server = The destination wanted to change a value: “{ $message }” Nothing was published.
# $message (String) - The words of the system.
copy-spill = DataSync cannot write its temporary files: { $message }. Make room, or set TMPDIR.
copy-stopped = Stopped. What was under way was taken back.
copy-busy = Another copy is writing this table. Wait until it ends, or stop it, and copy again.
copy-taken-over = Another run has taken over this table. Nothing of this run was published.
copy-register = The table datasync_register in the destination holds something that this version cannot read. A newer version may have written it: use that one.
copy-no-table-there = The destination does not have this table yet.
copy-gone = It is not in the source any more.

## What is wrong with the whole copy

# $option (String) - --from or --to.
# $problem (String) - What is wrong.
copy-url-problem = { $option }: { $problem }
copy-url-not-an-address = this is no address like postgresql://user@host/database. Write characters that have a meaning there with percent signs.
# $scheme (String) - What was typed.
copy-url-unknown-scheme = “{ $scheme }” is none of postgresql, mariadb, mysql and sqlite.
copy-url-no-host = the server is missing, or no name of one.
copy-url-no-user = the user is missing: postgresql://user@host/database.
copy-url-no-database = the database is missing: postgresql://user@host/database.
copy-url-no-file = the path of the file is missing: sqlite:shop.db.
# $option (String) - What was typed.
copy-url-unknown-option = there is no option “{ $option }”. There are encrypt, trust_server_certificate, authority_file and, for PostgreSQL, schema.
# $option (String) - What was typed.
copy-url-repeated-option = “{ $option }” stands there twice.
# $option (String) - What was typed.
copy-url-not-a-boolean = “{ $option }” is true or false.
copy-url-fragment = “#” has no meaning in an address. Where it is part of a name or a password, write %23.
copy-url-dot-segment = “.” and “..” have no meaning between the slashes of an address. Write the database as it is called.
copy-url-not-text = a percent sign there does not stand for text.
# $side (String) - FROM or TO.
copy-password-in-url = The password stands in the address, where others on this machine can read it. Use DATASYNC_{ $side }_PASSWORD or a file.
# $side (String) - The source or the destination.
# $problem (String) - What happened.
# $advice (String) - What to do.
copy-unreachable = { $side }: { $problem } { $advice }
copy-no-tables = The source has no tables.
# $pattern (String) - What was typed.
copy-pattern-means-none = No table of the source is called “{ $pattern }”.

## While it runs, and at the end

# $table (String) - The name of a table.
# $stage (String) - What is done.
# $rows (String) - A number.
# $speed (String) - A number.
# $bytes (String) - A size.
copy-progress = { $table }: { $stage }, { $rows } rows, { $speed } rows/s, { $bytes }
# $progress (String) - The progress so far.
# $left (String) - A time.
copy-progress-left = { $progress }, { $left } left
copy-stage-waiting = waiting
copy-stage-copying = copying
copy-stage-comparing = comparing
copy-stage-checking = reading again
copy-stage-publishing = publishing
copy-head-table = table
copy-head-read = read
copy-head-new = new
copy-head-changed = changed
copy-head-removed = removed
copy-head-unchanged = unchanged
copy-head-there = in destination
copy-head-digest = digest
copy-digest-equal = equal
copy-digest-different = different
copy-head-time = time
# $tables (String) - A number.
# $rows (String) - A number.
copy-green = All { $tables } tables are exact: { $rows } rows, counted and compared.
# $rows (String) - A number.
copy-green-one = The table is exact: { $rows } rows, counted and compared.
copy-yellow = Some tables show a later moment than others: the connection to the source was lost in between.
# $failed (String) - A number.
# $tables (String) - A number.
copy-red = Not copied: { $failed } of { $tables } tables. They are as they were before.
# $failed (String) - A number.
# $tables (String) - A number.
copy-differs = Different from the source, or not compared: { $failed } of { $tables } tables.
copy-stopping = Stopping: what is under way is taken back.
