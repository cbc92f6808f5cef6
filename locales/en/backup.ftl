### Backups, on the command line.

cli-backup = Make a backup of everything, also while the server runs
cli-backup-out = Where to put it; without it, a file named after this moment in “backups” in the data directory. It must not exist yet
cli-backup-keep = Remove older backups from the data directory, so that this many are left
cli-backup-without-key = Leave out the key that secrets are sealed with; a restore then needs it from elsewhere
# $bytes (String) - The size of the file.
# $file (String) - The path of the file.
# $rows (String) - How many rows are in it.
cli-backup-made = The backup is in { $file }: { $rows } rows, { $bytes } bytes. Anyone who can read this file can read everything DataSync knows.
cli-restore = Restore a backup into an empty database, while no server runs
cli-restore-file = The backup
# $made_at (String) - When the backup was made.
# $rows (String) - How many rows there were.
cli-restore-done = Restored: { $rows } rows, as they were at { $made_at }. Everybody has to log in again, and links that were mailed before do not work any more. Start the server now.
cli-restore-unsigned = Restore a backup whose signature is missing or does not match: one that an older version made, or that you changed yourself
cli-restore-signed-by-itself = The key that checks its signature came from the backup itself. The signature therefore shows only that the file is complete: anyone able to read and change the file could have signed it again.
cli-restore-was-unsigned = The signature was not checked: you have trusted this file.

## Why not

backup-already-there = There is a file at this place already, and nothing is overwritten. Choose another name.
backup-foreign = This file is not a backup of DataSync. Nothing was changed.
backup-damaged = This backup is not whole, or was changed after it was made. Nothing was restored. Take another one.
# $version (String) - The version of DataSync that made it.
backup-newer = This backup was made by DataSync { $version }, which is newer than this program. Restore it with that version or a later one. Nothing was changed.
backup-running = A server uses this data directory. Stop it first. Nothing was changed.
backup-set-up = This data directory belongs to an installation that is set up. A backup is restored into an empty one: name another directory in Server.DataDirectory, or move this one away. Nothing was changed.
backup-has-data = There is DataSync data in this database already. A backup is restored into an empty one: name another database, or move this one away. Nothing was changed.
# $place (String) - The file or the setting.
backup-other-key = The key in { $place } is not the key of this backup. Restore into another data directory, or move that key away. Nothing was changed.
# $place (String) - The file or the setting.
backup-key-needed = This backup was made without its key. Put the key of its installation into { $place } first. Nothing was changed.
backup-unsigned = This backup isn’t signed, so DataSync can’t tell whether it was changed. Older versions didn’t sign backups: if you trust where this one was kept, add “--unsigned”. Nothing was changed.
backup-wrongly-signed = This backup was changed after it was made: its signature does not fit. Take another one. Nothing was changed.

## The doctor

cli-doctor = Look whether everything is in order, and say what to do where it is not; nothing is changed
# $count (Number) - How many.
cli-doctor-problems = { $count ->
    [one] There is a problem.
   *[other] There are { $count } problems.
}
# $check (String) - What was looked at.
# $text (String) - What was found.
doctor-finding = { $check }: { $text }
doctor-configuration = Configuration
doctor-data-directory = Data directory
doctor-database = Database
doctor-key = Key
doctor-setup = Setup
doctor-license = License
doctor-mail = Mail server
doctor-outbox = Mails
doctor-server-url = Server URL
doctor-backup = Backup
# $place (String) - A path.
doctor-open-to-others = Others can look into { $place }. Take that right from them: chmod go= { $place }
# $file (String) - The name of a file.
# $place (String) - The data directory.
doctor-of-somebody-else = The file “{ $file }” in { $place } does not belong to whom the directory belongs to, so the server may not be able to use it. Give it to the server’s user with chown.
doctor-up-to-date = Reachable and up to date.
# $steps (String) - How many.
doctor-steps-wait = Reachable. Its tables will be brought up to date at the next start of the server (steps: { $steps }). Make a backup with the former version first. What follows is looked at after that.
doctor-database-empty = There is no DataSync data at this place. Start the server once, restore a backup, or check the connection.
doctor-is-set-up = DataSync is set up.
doctor-no-license = There is no license that is in force. Enter a serial number under Settings → License.
doctor-no-seats = All seats are taken: nobody else can be activated. Disable users who left, or enter a new serial number.
doctor-mail-there = Configured. “datasync mail test ADDRESS” tries it.
doctor-mail-unusable = The mail settings cannot be used, or their password was meant for another server. Save them again under Settings → Mail.
doctor-no-mails-wait = No mail failed, and none waits for the mail server.
doctor-no-server-url = Not set: links in mails lead to the address on which this server listens. Set it under Settings → Server or as Server.Url.
# $url (String) - The Server URL.
doctor-server-url-in-clear = { $url } is not encrypted: passwords can be read on the way. Let a proxy do TLS and set an https address.
doctor-no-backup = There is none in the data directory. “datasync backup” makes one; if you keep them elsewhere, all is well.
# $count (Number) - How many files there are.
doctor-unfinished-backups = { $count ->
    [one] There is a backup in the data directory that was broken off, with the key inside. Starting the server or the clean-up job removes it; the next backup does, too.
   *[other] There are { $count } backups in the data directory that were broken off, with the key inside. Starting the server or the clean-up job removes them; the next backup does, too.
}
# $when (String) - Date and time.
doctor-old-backup = The newest one in the data directory is from { $when }. “datasync backup” makes another.
