### Settings → Connection, its test, and the move to another database.

settings-connection-title = Connection
settings-connection-text = The database that holds everything DataSync knows.
connection-state-unreachable = The database does not answer at this moment.
# $server (String) - Product and version.
# $place (String) - Host and port.
# $millis (String) - How long an answer took.
# $encryption (String) - See below.
connection-state-server = Connected to { $server } at { $place }, { $millis } ms, { $encryption }.
connection-state-clear = not encrypted
connection-state-encrypted = encrypted, certificate not verified
connection-state-verified = encrypted
# $server (String) - Product and version.
# $file (String) - The name of a file.
connection-state-embedded = Embedded database ({ $server }), file { $file } in the data directory.

## Fields

field-engine = Engine
field-engine-help = The embedded database is good for one server and some hundreds of people. For several servers, or where databases are backed up centrally, choose PostgreSQL or MariaDB.
engine-embedded = Embedded
engine-embedded-help = A file in the data directory. There is nothing else to set.
field-server = Server
field-server-help = A name or address, with a port if it is not the usual one: db.example.com or db.example.com:5433
field-database = Database
field-database-help = Its name on the server. In production, give DataSync a database of its own.
field-database-user-help = In production, a user of DataSync’s own who owns this database and nothing else.
field-timeout = Timeout (seconds)
field-timeout-help = How long to wait for a connection, from 1 to 600. 20 is right unless the server is far away.
field-max-pool-size = Max pool size
field-max-pool-size-help = The most connections at once. Not more than MaxNumberOfJobsRunningInParallel in appsettings.json, and not more than the server admits.
field-encrypt = Encrypt
field-encrypt-help = Connects only if the connection is encrypted and the certificate is good. Choose it in production. Without it, the connection is encrypted if the server offers it, and nothing is verified.
field-trust-server-certificate = Trust server certificate
field-trust-server-certificate-help = Encrypts, but takes any certificate: somebody on the way could read everything. For tests only.
field-create-database = Create database if not exist
field-create-database-help = Makes the database on the server if it is missing. The user must be allowed to.
# $variable (String) - Its name.
source-variable = Set by the environment variable { $variable } and cannot be changed here.
# $variable (String) - Its name.
source-variable-first = From the environment variable { $variable }.
source-file = From appsettings.json.
connection-test = Test connection

## The page of a test or change

connection-test-title = Test of the connection
connection-test-text = DataSync goes the whole way to the database and looks around. Nothing is changed or saved.
connection-change-title = Change of the connection
connection-change-text = DataSync tries the new database, moves everything there and goes over to it. You can leave this page; the work goes on.
connection-attempt-gone = This test is not known any more. Tests are kept for an hour, by the server that ran them.
connection-back = Back to the settings
connection-test-passed = This connection works.
connection-test-passed-text = If you save it, everything is moved there, compared, and used from then on. The present database stays as it is, as a fallback.
connection-test-passed-same = It leads to the database that is in use. If you save it, DataSync goes this way from then on; nothing is moved.
connection-test-save = Save and move
connection-changed = DataSync works with this database now.
connection-changed-text = The former one stays as it is. Should you need it: datasync connection reset leads back.
connection-nothing-changed = Nothing was changed: DataSync goes on with the database it had.
connection-choice = There is DataSync data already.
# $accounts (Number) - How many users there are.
connection-choice-text = { $accounts ->
    [one] That database holds the data of an installation with one user, perhaps an earlier state of this one. Nothing of it is overwritten, and nothing was changed so far. If you use it, the users, settings and license in it count from then on, and you may have to log in again as somebody known there.
   *[other] That database holds the data of an installation with { $accounts } users, perhaps an earlier state of this one. Nothing of it is overwritten, and nothing was changed so far. If you use it, the users, settings and license in it count from then on, and you may have to log in again as somebody known there.
}
connection-choice-use = Use what is there
connection-choice-beside = Move everything into a new file beside it
connection-choice-leave = Or go back, and leave everything as it is.

## Stages

connection-stage-name = Name
connection-stage-connection = Connection
connection-stage-encryption = Encryption
connection-stage-sign-in = Sign-in
connection-stage-database = Database
connection-stage-rights = Rights
connection-stage-round-trip = Distance and clock
connection-stage-contents = Contents
connection-stage-hold = Hold
connection-stage-schema = Tables
connection-stage-rows = Move
connection-stage-comparison = Comparison
connection-stage-switch = Switch

# $version (String) - Of the protocol.
seen-connection-unverified = { $version }, certificate not verified.
seen-database-there = It is there.
seen-database-will-be-created = It is not there yet and will be made.
seen-may-migrate = The user may do what DataSync needs.
# $millis (String) - Of an answer.
seen-round-trip = An answer takes { $millis } ms.
# $millis (String) - Of an answer.
seen-round-trip-and-clock = An answer takes { $millis } ms. The clocks agree.
# $millis (String) - Of an answer.
# $seconds (String) - Of difference.
seen-clock-ahead = An answer takes { $millis } ms. The clock of the database server is { $seconds } s ahead of this one.
# $millis (String) - Of an answer.
# $seconds (String) - Of difference.
seen-clock-behind = An answer takes { $millis } ms. The clock of the database server is { $seconds } s behind this one.
seen-empty = No DataSync data yet.
seen-leftover = What a move left that was broken off. It is removed before the next.
seen-data-in-use = The data that is in use now: it is the same database.
# $accounts (Number) - How many users there are.
seen-other-data = { $accounts ->
    [one] DataSync data with one user.
   *[other] DataSync data with { $accounts } users.
}
seen-writes-held = From here on, changes wait until the move is over. Reading goes on.
seen-schema-made = The tables are ready.
# $table (String) - Its name.
# $moved (String) - How many rows.
# $total (String) - Of how many.
seen-rows = { $table }: { $moved } of { $total }
# $rows (String) - How many.
seen-equal = { $rows } rows arrived as they were sent.
seen-switched = Everything goes to this database from now on.

table-installation = Installation
table-licenses = Licenses
table-accounts = Users
table-account-words = Search words
table-links = Links
table-sessions = Sessions
table-mails = Mails
table-mail-settings = Mail settings
table-mail-tests = Tests of mail settings
table-server-settings = Server settings
table-guess-limits = Limits
table-known-devices = Known browsers
table-second-factors = Two-factor authentication
table-recovery-codes = Recovery codes
table-audit = Audit
table-jobs = Jobs
table-runs = Runs of jobs
table-run-lines = Logs of runs
table-job-settings = Failure notices
table-webhook-deliveries = Webhook posts
table-api-tokens = API tokens
table-connections = Connections

## What can go wrong, and what to do

connection-name-unknown = No server with this name was found.
connection-name-unknown-advice = Check how the name is spelt. If it is a name of your own network, check that this machine asks your own name server.
connection-refused = The server does not take connections at this port.
connection-refused-advice = Check the port, that the database server runs, and that it listens to the network and not only to its own machine.
connection-unreachable = There is no way from here to this server.
connection-unreachable-advice = Check the address, the network and the firewalls in between.
# $seconds (Number) - How long was waited.
connection-timed-out = { $seconds ->
    [one] There was no answer within one second.
   *[other] There was no answer within { $seconds } seconds.
}
connection-timed-out-advice = A firewall may swallow what is sent, or the server is overloaded. If it is only far away, a longer timeout helps.
connection-lost = The connection was lost.
connection-lost-advice = The server or something on the way closed it. Try again; if it happens again, the log of the database server says why.
connection-not-this-engine = Something answers there, but not this kind of database.
connection-not-this-engine-advice = Check the engine and the port: PostgreSQL mostly listens at 5432, MySQL and MariaDB at 3306.
connection-no-encryption = The server does not offer encryption.
connection-no-encryption-advice = Set up a certificate on the database server, or clear Encrypt and Trust server certificate, which is fit for a network that you trust only.
connection-certificate-unknown = The certificate of the server was issued by nobody this machine trusts.
connection-certificate-unknown-advice = Add the authority that issued it to those of the operating system, or name its file as Connection.AuthorityFile in appsettings.json.
connection-certificate-expired = The certificate of the server has expired.
connection-certificate-expired-advice = Renew it on the database server. If it is new, check the clock of this machine.
connection-certificate-not-yet-valid = The certificate of the server is not valid yet.
connection-certificate-not-yet-valid-advice = Check the clock of this machine.
connection-certificate-wrong-name = The certificate of the server is for another name.
connection-certificate-wrong-name-advice = Type the name that the certificate is for, or have one issued for this name.
connection-certificate-invalid = The certificate of the server is not usable.
connection-certificate-invalid-advice = Have a new one issued for the database server.
connection-authority-file = The file with additional certificate authorities cannot be used.
connection-authority-file-advice = Connection.AuthorityFile has to name a file that this server may read, with certificates as PEM.
connection-encryption-failed = The connection could not be encrypted.
connection-encryption-failed-advice = The server may only know protocols that are too old (TLS 1.2 is the least). Its log says more.
connection-password-in-clear = The server asks for the password in clear text, and the connection is not encrypted. The password was not sent.
connection-password-in-clear-advice = Set up a certificate on the database server and tick Encrypt, or have the server ask for scram-sha-256 in pg_hba.conf. On a network that you trust, Connection.AllowClearTextPassword allows it.
connection-answer-too-large = The server sends far more than a database server does.
connection-answer-too-large-advice = Check the server and the port: something else seems to answer there.
connection-wrong-credentials = The server does not accept this username and password.
connection-wrong-credentials-advice = Check both; upper and lower case count. Some servers know different passwords for different machines.
connection-password-unusable = The password has a character that DataSync cannot send to PostgreSQL, such as an emoji.
connection-password-unusable-advice = Give the user another password, of letters, digits and punctuation.
connection-not-admitted = The server does not admit this user from this machine.
connection-not-admitted-advice = On PostgreSQL, pg_hba.conf says who may come from where; on MariaDB, the host part of the user.
connection-too-many = The server has too many connections already.
connection-too-many-advice = Wait, or let it admit more. The max pool size should be below what it admits.
connection-not-ready = The server is starting or stopping.
connection-not-ready-advice = Try again in a minute.
connection-database-missing = There is no database with this name.
connection-database-missing-advice = Check how it is spelt, or tick Create database if not exist.
connection-database-refused = There is no database with this name, or this user may not use it.
connection-database-refused-advice = Check how it is spelt, and grant the user all rights on it.
connection-may-not-create = This user may not make databases.
connection-may-not-create-advice = Make the database yourself and grant the user all rights on it, or let the user make databases (CREATEDB on PostgreSQL, CREATE on MariaDB).
connection-may-not-migrate = This user may not make tables in the database.
connection-may-not-migrate-advice = Make the user the owner of the database, or grant it all rights on it.
connection-read-only = Nothing can be written to this database.
connection-read-only-advice = Check that it is not a replica, and that the user is not set to read only.
# $encoding (String) - Its name, such as LATIN1.
connection-encoding = The database keeps text as { $encoding }, in which names such as Łukasz cannot be written.
connection-encoding-advice = DataSync needs a database in UTF8. Make one (CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0), or type a new name and tick Create database if not exist.
connection-pooled = A pooler such as PgBouncer stands before PostgreSQL and gives each transaction another connection (pool_mode = transaction).
connection-pooled-advice = Set pool_mode = session for this database in pgbouncer.ini, or type the address of PostgreSQL itself.
# $kib (String) - How many KiB.
connection-small-packets = The server takes no statement of more than { $kib } KiB (max_allowed_packet).
connection-small-packets-advice = Set max_allowed_packet to 1M or more on the database server; 16M is usual.
connection-statement-too-large = The server does not take a statement of this size (max_allowed_packet).
connection-newer = The data there was written by a newer version of DataSync.
connection-newer-advice = Install that version here first. An older one could damage what it does not know.
connection-foreign = The database holds tables of another application, with names that DataSync needs.
connection-foreign-advice = Give DataSync a database of its own.
connection-has-data = There is DataSync data in this database already.
connection-has-data-advice = Say what is to become of it.
connection-other-key = The secrets in that database were sealed with another key.
connection-other-key-advice = Bring the key of that installation along: its file secret-key, or the value of Server.SecretKey.
connection-file = The file of the embedded database cannot be opened.
connection-file-advice = Check who may read and write in the data directory, and that the file is not damaged.
connection-disk-full = The disk is full.
connection-disk-full-advice = Make room where the database is, then try again.
connection-changed-meanwhile = Somebody else has changed the connection in the meantime.
connection-changed-meanwhile-advice = Go back, look at what is set now, and save again if it is still needed.
connection-already-moving = The connection is being changed at this moment.
connection-already-moving-advice = Wait until that is over.
connection-moved-away = The data of this database was moved elsewhere already, by another server.
connection-moved-away-advice = Take the database that it was moved to into use; what is here is old.
connection-fixed = The environment of this server fixes values of the connection and would win over what is saved.
connection-fixed-advice = Remove the variables that begin with DATASYNC__CONNECTION__, or change them there.
# $table (String) - Its name.
connection-different = { $table }: what arrived is not what was sent.
connection-different-advice = Nothing was changed. Have the database checked before you try again.
connection-failed = The database answered with an error that DataSync does not know.
connection-failed-advice = The log of this server says more.

## Commands

cli-connection = Looks after the connection to the database
cli-connection-test = Goes the way to the database and says how far it came
cli-connection-test-to = Tests the connection in this file instead, written like appsettings.json
cli-connection-reset = Goes back to the connection before this one
cli-connection-move = Moves everything to another database; the server must not run
cli-connection-move-to = A file with the new connection, written like appsettings.json
cli-connection-use-existing = Uses the DataSync data that is there instead of moving
cli-connection-json = Prints the steps as JSON
cli-connection-passed = The connection works.
cli-connection-moved = Everything is there. The server uses it from its next start on.
# $place (String) - Engine and server.
cli-connection-was-reset = DataSync goes back to { $place }, from the next start of the server on.
cli-connection-no-fallback = There is no earlier connection to go back to.
cli-connection-running = The server is running. Stop it first, or move on its settings page.
cli-half-moved = The database holds part of a move or a restore that was broken off, and is not complete. Check the connection; if it was a restore, run it again.
cli-in-use = Another DataSync server already uses this data directory, and its embedded database takes only one. Stop that server first, or give this one a Server.DataDirectory of its own.
# $problem (String) - In words.
# $advice (String) - What to do.
cli-database-unreachable = The database cannot be reached. { $problem } { $advice }
