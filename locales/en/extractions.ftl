### Extractions: what is copied from where to where.

extractions-title = Extractions
extractions-text = What DataSync copies from one database into another one, and how the last run went.
extractions-none-yet = There are no extractions yet. An extraction copies the tables of one connection into another one.
extractions-new = New extraction
extractions-name = Name
extractions-from-to = From → to
extractions-saved = The extraction was saved.
extractions-new-title = New extraction
extractions-new-text = Choose where to read and where to write. You can check what would happen before anything is copied.
extractions-edit-title = Edit extraction
extractions-need-connections = An extraction needs two connections: one to read from and one to write to. Create them first.
extractions-source = Source
extractions-source-schema = Schema of the source
extractions-destination = Destination
extractions-schema = Schema of the destination
extractions-schema-help = Leave blank for the default schema. MariaDB, MySQL and SQLite have no schemas.
extractions-tables = Tables
extractions-all-tables = All tables
extractions-exclude = Except
extractions-exclude-help = Names or patterns of tables to leave out, one a line.
extractions-max-removed = Largest share of rows to remove (%)
extractions-max-removed-help = If a run would remove a larger share of a table’s rows, DataSync leaves that table as it was. This protects the copy if the source is emptied by mistake.
extractions-back = Back to the extractions
extractions-back-to-one = Back to the extraction
extractions-job = Schedule, runs and notifications
extractions-validate-title = What would happen
extractions-validate-text = DataSync looks at both databases and writes nothing.
extractions-too-slow = Looking at both databases took more than a minute. Try again, or choose fewer tables. Runs have no such limit.
extractions-statements = Statements of the first run
# $count (Number) - How many columns there are.
extractions-columns = { $count ->
    [one] { $count } column
   *[other] { $count } columns
}
choose = Choose…
error-same-as-source = This is the source. Choose another connection or schema.
refusal-no-such-extraction = This extraction doesn’t exist, or somebody has removed it.
# $count (Number) - How many extractions use it.
refusal-connection-in-use = { $count ->
    [one] One extraction uses this connection. Remove or change it first.
   *[other] { $count } extractions use this connection. Remove or change them first.
}
audit-saved-extraction = Saved an extraction
table-extractions = Extractions
job-extraction-text = Copies the tables of an extraction.
result-tables-failed = Tables that failed
result-rows-read = Rows read
# $failed (String) - How many tables failed.
# $count (String) - How many there are.
# $table (String) - The first of them.
# $why (String) - A sentence and advice.
reason-copy = { $failed } of { $count } tables weren’t copied and are as they were. { $table }: { $why }
# $why (String) - A sentence and advice.
reason-not-copied = Nothing was copied. { $why }
reason-copied-in-parts = Everything was copied, but the connection to the source was lost in between, so not all tables show the same moment. Run it again if they must.
# $table (String) - A name.
# $read (String) - Rows of the source.
# $inserted (String) - New rows.
# $changed (String) - Changed rows.
# $removed (String) - Removed rows.
line-table-copied = { $table }: read { $read }, new { $inserted }, changed { $changed }, removed { $removed }
# $table (String) - A name.
# $rows (String) - How many rows differ.
line-table-different = { $table }: rows that differ: { $rows }
# $table (String) - A name.
# $why (String) - Sentences.
line-table-not-copied = { $table }: not copied. { $why }
# Steps
extractions-steps = Steps of an extraction
extractions-step-places = Places
extractions-step-tables = Tables
extractions-step-validate = Check
extractions-step-run = Run
extractions-tables-title = Which tables?
extractions-tables-text = Choose what is copied. Nothing is written yet.
extractions-which = Copy
extractions-which-all = All tables, also those added later
extractions-which-some = Only these
extractions-other-tables = Other names or patterns
extractions-other-tables-help = One a line, such as orders or inv_*. Tables that match later are copied, too.
# $count (Number) - An estimate.
extractions-about-rows = { $count ->
    [one] about { $count } row
   *[other] about { $count } rows
}
extractions-save-and-validate = Save and check
extractions-verify = Verify
extractions-actions-help = A run compares both sides and writes what differs: the destination then holds what the source holds. Verify compares and writes nothing.
# $count (Number) - How many tables there are.
extractions-all-clear = { $count ->
    [one] Nothing stands in the way of { $count } table.
   *[other] Nothing stands in the way of { $count } tables.
}
# $count (Number) - How many tables something stands in the way of.
# $all (String) - How many there are.
extractions-blocked = { $count ->
    [one] { $count } of { $all } tables can’t be copied. See below what to do about it; a run copies the others.
   *[other] { $count } of { $all } tables can’t be copied. See below what to do about each; a run copies the others.
}
# $count (Number) - How many tables there are.
extractions-left-out = { $count ->
    [one] { $count } more table is not shown. Tables with something in their way come first.
   *[other] { $count } more tables are not shown. Tables with something in their way come first.
}
# $count (Number) - How many tables there are.
extractions-take-over-open = { $count ->
    [one] Take over { $count } table
   *[other] Take over { $count } tables
}
extractions-take-over-text = DataSync created them before this installation was restored from a backup, for an extraction that has been removed, or from the command line. If nothing else writes to them, take them over: the next run then writes what differs.
extractions-take-over = Take them over
error-nothing-ticked = Tick at least one table, or copy all of them.
refusal-not-taken-over = DataSync couldn’t take over all the tables, because it couldn’t look at both databases. Open Check to see what is left and why, then try again.
audit-took-tables-over = Took over tables of a destination
# $failed (String) - How many tables differ.
# $count (String) - How many there are.
# $table (String) - The first of them.
reason-different = Tables that differ from the source: { $failed } of { $count }, such as { $table }. Run the extraction to write what differs.
# $rows (String) - A number.
run-rows = { $rows } rows
# $rows (String) - A number.
# $of (String) - About how many there are.
run-rows-of = { $rows } of about { $of } rows
# $rows (String) - A number.
run-rows-per-second = { $rows } rows/s
# $time (String) - Such as 3 min.
run-time-left = { $time } left
receipt-title = Receipt
receipt-table = Table
receipt-outcome = Result
receipt-read = Read
receipt-inserted = New
receipt-changed = Changed
receipt-removed = Removed
receipt-destination-rows = In the destination
receipt-seconds = Seconds
receipt-equal = Equal, counted
receipt-different = Different
receipt-as-before = Not copied
receipt-not-compared = Not compared
receipt-another-moment = Equal, later moment
sample-try = Try with sample data
sample-source = Sample company
sample-destination = Sample copy
refusal-sample-not-made = DataSync couldn’t create the sample data. Check that the folder in Files.Roots exists, that the disk has room, and that nothing else has the names “sample” or “Sample company”; the server log gives the cause.
home-start-title = Copy your first database
home-start-text = DataSync copies tables from one database into another, exactly, and proves each copy by counting. Add your databases, or try it with the data of a made-up company.
refusal-not-licensed = No license of this server includes extractions. Enter the serial number of one that does in the settings.
cli-extractions = List extractions, or show what a run of one would do
cli-extractions-name = Name of the extraction
cli-extractions-list = List the extractions with how their last runs ended
cli-extractions-list-json = Print one JSON object a line
cli-extractions-validate = Show what a run would do, without writing anything
cli-run = Run an extraction, wait for its end and print the receipt; status 0 if everything was copied and counted, 3 if there is something to look at, else 1
cli-run-verify = Compare only, and write nothing
cli-run-goes-on = The server goes on with the run. To end it, cancel it on its page.
# $table (String) - A name.
extractions-columns-of = Columns of { $table }
extractions-hidden-place = a connection for administrators
# $count (Number) - How many tables there are.
receipt-left-out = { $count ->
    [one] { $count } more table is not listed.
   *[other] { $count } more tables are not listed.
}
reason-withheld = Administrators see the reason on the page of the run.
run-withheld = What this run did is for administrators: one of its connections is.
