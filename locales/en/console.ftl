### What the command line says.

## The server

console-not-set-up = DataSync is not set up yet. Open this link to become its administrator:
# $file (String) - The path of the file with the setup code.
console-setup-code = The setup code in the link also stands in { $file }.
console-links-are-printed = While no mail server is configured, the links for people are printed here.
# $username (String) - The administrator of the configuration.
console-waits-for-printed = DataSync waits for its administrator { $username }, who is in the configuration. The link to activate the account is printed here; “datasync account link { $username }” prints another one.
# $username (String) - The administrator of the configuration.
console-waits-for-mailed = DataSync waits for its administrator { $username }, who is in the configuration. The link to activate the account goes out by mail; “datasync account link { $username }” prints another one.

## Commands

cli-about = DataSync: self-hosted data synchronization
cli-usage = Usage:
cli-commands = Commands:
cli-options = Options:
cli-arguments = Arguments:
cli-help = Print help
cli-version = Print version
cli-config = Configuration file; without it, appsettings.json beside the binary if there is one
cli-serve = Run the server
cli-license = Make and read licenses (for vendors)
cli-license-keygen = Make a key pair: the private key goes to a file, the public key is printed
cli-license-keygen-out = File for the private key; it must not exist yet
cli-license-issue = Issue a license and print its serial number
cli-license-issue-key = File with the private key
cli-license-issue-licensee = Who owns the license
cli-license-issue-seats = How many active accounts it allows
cli-license-issue-expires = The last day on which it is valid, as YYYY-MM-DD; without it, the license does not end
# $names (String) - The names of the features.
cli-license-issue-feature = A feature it includes, one of { $names }; may be repeated
cli-license-inspect = Show what a serial number says
cli-license-inspect-serial = The serial number
cli-account = Help people with their accounts
cli-account-link = Print a new link for an account: to activate it or, once active, to set a new password
cli-account-username = The username of the account
cli-account-unlock = Forget wrong guesses at an account, so that its owner need not wait
cli-account-sign-out = End every session of an account
cli-account-disable-two-factor = Switch two-factor authentication off for somebody who has lost the telephone
cli-account-create = Make an account and print the link that activates it
cli-account-create-email = The email address
cli-account-create-first-name = The first name
cli-account-create-last-name = The last name
cli-account-create-language = The language of its mails and pages; without it, that of this terminal
cli-account-create-serial-number = The serial number of its license; without it, a license of this server with a free seat
cli-account-create-admin = Make it an administrator
cli-account-promote = Make a user an administrator
cli-account-disable = Disable an account and end its sessions
cli-account-enable = Enable a disabled account

## Results

# $path (String) - A path.
# $problem (String) - What the system says.
cli-file-problem = { $path }: { $problem }
cli-not-a-private-key = This file holds no Ed25519 private key in PEM form.
cli-licensee-length = The licensee needs 1 to 100 bytes of printable text.
cli-seats-positive = A license needs at least one seat.
# $text (String) - What was typed.
cli-not-a-date = “{ $text }” is not a date like 2027-12-31.
cli-serial-mistyped = There is a typing error in this serial number.
cli-serial-unreadable = This serial number is well typed, but it is no license.
# $username (String) - What was typed.
cli-no-such-account = There is no account “{ $username }”.
# $username (String) - The username of the account.
cli-account-disabled = The account “{ $username }” is disabled; no link would help.
# $username (String) - The username of the account.
cli-account-requested = The account “{ $username }” waits for approval; no link would help.
# $username (String) - The username of the account.
cli-account-unlocked = The account “{ $username }” is unlocked.
# $username (String) - The username of the account.
cli-account-signed-out = “{ $username }” is logged out everywhere.
# $username (String) - The username of the account.
cli-account-two-factor-disabled = Two-factor authentication is off for “{ $username }”.
# $username (String) - The username of the account.
cli-account-without-two-factor = The account “{ $username }” does not use two-factor authentication.
# $username (String) - The username of the account.
cli-account-created = The account “{ $username }” is made. This link activates it:
# $username (String) - The username of the account.
cli-account-is-administrator = “{ $username }” is an administrator already.
# $username (String) - The username of the account.
cli-account-promoted = “{ $username }” is an administrator now.
# $status (String) - As the list of users shows it.
# $username (String) - The username of the account.
cli-account-unchanged = Nothing was changed: the account “{ $username }” has the status “{ $status }”.
cli-not-set-up = DataSync is not set up yet. Register with the setup link, or make the first administrator with “account create … --admin --serial-number …”.
# $username (String) - The username of the account.
cli-account-is-disabled = The account “{ $username }” is disabled, and its sessions have ended.
# $username (String) - The username of the account.
cli-account-is-enabled = The account “{ $username }” is enabled.
# $problem (String) - All problems, one a line.
cli-config-problem = The configuration cannot be used:
    { $problem }
# $problem (String) - What the system or the database says.
cli-failed = This did not work: { $problem }
cli-inspect-id = License
cli-inspect-licensee = Licensee
cli-inspect-seats = Seats
cli-inspect-issued = Issued
cli-inspect-expires = Expires
cli-inspect-never = never
cli-inspect-features = Features
cli-inspect-signature = Signature
cli-inspect-trusted = trusted by this configuration
cli-inspect-untrusted = not trusted by this configuration
cli-wrong-arguments = The command is not complete or holds a word too many.
# $place (String) - The word or option where it stopped making sense.
cli-not-understood = This command is not understood at “{ $place }”. “datasync --help” shows what there is.
cli-newer-schema = The database was brought up to date by a newer version of DataSync. Please start that version, or restore the backup made before the update.
cli-older-schema = The database is still that of an older version of DataSync. Please start the server of this version once, which brings it up to date, or use the version that made it.
# $path (String) - The data directory.
cli-no-installation = There is no installation in { $path }. Give the same --config or environment as to “datasync serve”, and run the command in the same directory.
# $place (String) - The file or the setting.
cli-key-missing = The key that the secrets of this installation are sealed with is missing: { $place }. Put it back from a backup, or copy it from another server of this installation. Nothing was changed.
# $place (String) - The file or the setting.
cli-key-wrong = The key in { $place } is not the key of this installation. Put the right one back from a backup. Nothing was changed.
# $place (String) - The file or the setting.
# $problem (String) - In the system's words.
cli-key-unreadable = The key in { $place } cannot be used: { $problem }
cli-key = Look after the key that secrets are sealed with
cli-key-rotate = Make a new key and seal every secret anew
# $count (String) - How many secrets.
cli-key-rotated = The new key is in place. Secrets sealed anew: { $count }. The two keys before it stay in the file, for servers that are saving a secret at this moment. Copy the file to the other servers of this installation.
cli-mail = Look after the mail server
cli-mail-test = Send a test mail through the settings in force and show every stage
cli-mail-test-address = Where to send it
cli-mail-no-server = No mail server is configured yet: set it under Settings → Mail or in the configuration.
cli-mail-accepted = The mail server took the mail. Look whether it arrives.
cli-config-command = Look at the configuration
cli-config-check = Check the file and the environment and report every problem
cli-config-show = Print every key with its value in force and where that comes from; secrets stay hidden
cli-config-json = Print JSON
cli-config-in-order = The configuration is in order.
cli-config-default = default
cli-config-saved = saved in the settings
cli-config-without-database = What was saved in the settings is not included: the installation cannot be opened, or there is none yet.
