### Connections: the places that data is read from and written to.

connections-title = Connections
connections-text = The databases that DataSync reads from and writes to.
connections-none-yet = There are no connections yet. Create one to see which tables a database has.
connections-none-for-you = There are no connections for you to use yet. An administrator can create one.
connections-new = New connection
connections-name = Name
connections-place = Where
connections-last-test = Last test
connections-never-tested = Not tested
connections-test-passed = Passed
connections-test-failed = Failed
connections-removed = The connection was removed.
connections-saved = The connection was saved.

## The form

connections-new-title = New connection
connections-new-text = You can test the connection first. Nothing is saved until you select Save.
connections-edit-title = Edit connection
connections-name-help = How people find it in lists, for example “ERP” or “Warehouse”.
connections-kind = Kind
connections-kind-sqlite = SQLite file
connections-database-help = Its name on the server.
connections-username-help = To read, use an account that may only read. To write, use one that owns its schema or database.
connections-path = File
connections-path-help = A path below the folder for files, for example shop.db. Your operator sets that folder with Files.Roots.
connections-audience = Who may use it
connections-audience-help = Anyone who can use a connection sees its tables and their first rows. Only administrators can change it.
connections-for-everybody = Everybody
connections-for-administrators = Administrators only
connections-back = Back to the connections
connections-back-to-one = Back to the connection
connections-back-to-form = Back to the form

## A test

connections-test-text = DataSync connects and lists the tables, as a copy would. Nothing is changed.
connections-stage-tables = Tables
# $count (Number) - How many tables there are.
connections-tables-found = { $count ->
    [one] { $count } table or view.
   *[other] { $count } tables and views.
}
# $count (Number) - How many of them this user cannot read.
# $names (String) - The first of them.
connections-tables-unreadable = { $count ->
    [one] This user can’t read { $count } of them: { $names }
   *[other] This user can’t read { $count } of them, for example { $names }
}
connections-file-will-be-made = The file doesn’t exist yet. The first copy into it creates it.
connections-permission-denied = This user isn’t allowed to do that.
connections-permission-advice = Grant the user the right to read these tables, or use another user.
connections-file-advice = Check that it’s a SQLite database and that DataSync’s user may read it.

## One connection

connections-facts = Settings
connections-encryption = Encryption
connections-encryption-verified = Required, certificate verified
connections-encryption-unverified = Required, any certificate
connections-encryption-if-offered = If the server offers it
connections-edit = Edit
connections-duplicate = Duplicate
connections-unusable = These settings can’t be used any more. Edit the connection to see what’s wrong.
connections-remove-title = Remove this connection
connections-remove-open = Remove…
connections-remove-text = DataSync forgets the connection and its password. The database itself stays as it is.
# $name (String) - What it is called.
connections-remove = Remove { $name }
connections-tables = Tables
connections-table = Table
connections-rows = Rows (estimated)
connections-size = Size
connections-schema = Schema
connections-search = Search by name
connections-show = Show
connections-view = View
connections-unreadable = No right to read
connections-rows-hidden = Some rows hidden
connections-no-tables = There are no tables here that this user can see.
connections-no-table-found = No table has a name like that.
# $shown (String) - How many are shown.
# $count (String) - How many there are.
connections-some-tables = The first { $shown } of { $count } tables and views. Search to find the others.

## One table

# $connection (String) - What the connection is called.
connections-table-of = A table of { $connection }.
connections-columns = Columns
connections-column = Column
connections-type = Type
connections-nullable = May be empty (NULL)
connections-sample = First rows
connections-sample-text = Up to 50 rows as DataSync reads them, in no particular order. Long values are cut.
connections-no-rows = There are no rows in this table.
# $column (String) - The column of the value.
# $key (String) - The key of its row.
connections-sample-refused = DataSync can’t read the value of the column { $column } in the row { $key }. A copy would be refused, too.
connections-primary-key = Primary key
connections-yes = Yes
connections-no = No
connections-no-such-table = This table no longer exists, or this user can’t see it.

## Refusals

error-connection-name-taken = Another connection already has this name. Choose a different one.
error-outside-file-roots = This path isn’t below a folder for files. Type a path that is, or ask your operator to change Files.Roots.
error-no-such-folder = This folder doesn’t exist. Create it first, or choose another one.
error-not-a-file = This is a folder, not a file.
refusal-no-such-connection = This connection doesn’t exist, or you may not use it.
refusal-too-many-connections = There are as many connections as there can be. Remove one that nobody uses.

## Audit

# $connection (String) - What it is called.
audit-about-connection = Connection: { $connection }
audit-saved-place = Saved a connection
audit-tested-place = Tested a connection
audit-removed-place = Removed a connection

## Commands

cli-connections = Lists and tests the connections
cli-connections-list = Lists the connections and how their last tests went
cli-connections-list-json = One JSON object a line
cli-connections-test = Tests a saved connection and notes how it went
cli-connections-name = What the connection is called
connections-used-by = Used by
