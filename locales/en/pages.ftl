### The pages after sign-in.

## Home

account-title = Your account
home-title = Home
# $name (String) - The first name.
home-welcome = Welcome, { $name }
home-license-title = License
home-users-title = Users
# $count (Number) - How many accounts are active.
home-users-active = { $count ->
    [one] active user
   *[other] active users
}
# $count (Number) - How many accounts are pending.
home-users-pending = { $count ->
    [one] { $count } person has not activated the account yet
   *[other] { $count } people have not activated their accounts yet
}
home-users-none-pending = Nobody is waiting for activation
home-users-link = Show users
home-license-link = Show license
home-next-title = Next
home-next-setup = The setup is not finished yet. It goes on where it was left.
home-next-setup-link = Continue the setup
home-next-requests-link = Show registrations
home-database-title = Database
home-database-link = Show connection
home-mail-title = Mail
home-mail-chart = Mails of the last 30 days
# $count (Number) - Mails that went out.
home-mail-sent = { $count ->
    [one] mail sent in 30 days
   *[other] mails sent in 30 days
}
# $count (Number) - Mails that failed.
home-mail-failed = { $count ->
    [one] One mail failed
   *[other] { $count } mails failed
}
chart-day = Day

## License

# $taken (String) - Seats that active accounts hold.
# $seats (String) - Seats of the license.
license-seats = { $taken } of { $seats } seats taken
# $date (String) - The last day of the license.
license-expires = Valid until { $date }
license-perpetual = Valid without end
license-end-text = After that day everything keeps working for 30 days. Then only administrators can log in, to enter a new serial number; nothing that runs is cut off.
license-saved = The new license is in force.
license-warning-title = Your license
# $days (Number) - Days until the license ends.
license-ends-soon = { $days ->
    [0] Your license ends today. Please enter a new serial number.
    [one] Your license ends tomorrow. Please enter a new serial number.
   *[other] Your license ends in { $days } days. Please enter a new serial number.
}
# $days (Number) - Days for which everything keeps working.
license-grace = { $days ->
    [0] Your license has ended. From tomorrow on only administrators can log in. Please enter a new serial number.
    [one] Your license has ended. Everything keeps working for one more day. Please enter a new serial number.
   *[other] Your license has ended. Everything keeps working for { $days } more days. Please enter a new serial number.
}
license-expired = Your license has ended. Only administrators can log in. Please enter a new serial number.

## Settings

settings-title = Settings
settings-panels = Panels
settings-http-title = Not encrypted
settings-http = This server is reached over plain http. Passwords travel readably between browser and server: use it like this only on the machine itself, and put https in front of it for everybody else.

## Settings: license

settings-license-title = License
settings-license-text = What this server is licensed for. New accounts take a seat when they are activated.
settings-license-licensee = Licensee
settings-license-seats = Seats
settings-license-validity = Validity
settings-license-features = Features
settings-license-new = Enter a new serial number
settings-license-new-help = The accounts of the present license move to the new one. It needs at least as many seats as are taken now.
settings-license-submit = Save license

## Audit

audit-title = Audit
audit-text = Who did what, from where and when. Nothing can be changed here; rows are kept for 400 days.
audit-all = Show all
audit-empty = There is nothing here.
audit-back = Back to the settings
audit-export = Export as CSV
audit-newest = Newest
audit-older = Older
audit-filter = Filter the audit
audit-filter-person = Username
audit-filter-from = From
audit-filter-to = To
audit-filter-submit = Show
audit-any = All
audit-column-at = When
audit-column-actor = Who
audit-column-action = What
audit-column-outcome = Outcome
audit-column-address = Address
audit-nobody = Somebody not logged in
audit-on-the-server = A command on the server
# $username (String) - The username of the account.
audit-about = Account: { $username }
# $name (String) - The name of the token.
audit-token = Token: { $name }
audit-done = Done
audit-refused = Refused
audit-limited = Refused, with a pause
audit-registered = Registered
audit-activated = Activated the account
audit-signed-in = Logged in
audit-signed-out = Logged out
audit-proved-password = Confirmed the password
audit-reset-password = Set a new password by a link
audit-changed-password = Changed the password
audit-changed-profile = Changed the profile
audit-asked-to-change-email = Asked to change the email address
audit-changed-email = Changed the email address
audit-ended-sessions = Ended sessions
audit-switched-two-factor-on = Switched two-factor authentication on
audit-switched-two-factor-off = Switched two-factor authentication off
audit-used-recovery-code = Used a recovery code
audit-made-link = Made a link
audit-unlocked = Unlocked the account
audit-added-user = Added a user
audit-imported-users = Imported users
audit-exported-users = Exported users
audit-changed-user = Changed a user
audit-approved-user = Approved a registration
audit-rejected-user = Rejected a registration
audit-enabled-user = Enabled a user
audit-disabled-user = Disabled a user
audit-deleted-user = Deleted a user
audit-sent-link = Sent a link
audit-saved-registration = Changed who may register
audit-saved-server = Saved the server settings
audit-saved-notices = Saved the failure notices
audit-tested-notices = Sent a test failure
audit-stopped-notices = Stopped the mails about failures
audit-finished-setup = Finished the setup
audit-saved-connection = Changed the database connection
audit-tested-connection = Tested a database connection
audit-saved-mail-settings = Saved the mail settings
audit-tested-mail = Tested mail settings
audit-sent-mail-again = Sent a mail again
audit-discarded-mail = Discarded a mail
audit-entered-serial-number = Entered a serial number
audit-rotated-key = Made a new key for secrets
audit-made-api-token = Made an API token
audit-revoked-api-token = Revoked an API token
audit-made-backup = Made a backup
audit-restored-backup = Restored a backup
audit-exported-audit = Exported the audit
