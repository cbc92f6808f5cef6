### The users, who may come, and what is done with them.

settings-users-title = Users
settings-users-text = Everybody who has an account on this server, and who is mailed when a scheduled job fails.
users-column-username = Username
users-column-name = Name
users-column-email = Email
users-column-role = Role
users-column-status = Status
users-column-notifications = Email notifications
users-column-last-sign-in = Last login
users-never = Never
users-you = you
users-looks-like-another = looks like another
user-looks-like-another = This username looks like that of somebody else, so one can pass for the other. Check who they are, and rename one of them:
# $name (String) - The full name of a person.
# $email (String) - Their address.
user-look-alike = { $name }, { $email }
users-notifications-on = On
users-notifications-off = Off

## Above the list

users-add = Add user
users-import = Import
users-export = Export
users-filter = Filter the users
users-search = Search
users-search-help = The beginnings of words in usernames, names and addresses: “ad lov” finds Ada Lovelace.
users-order = Order
# $column (String) - The name of a column.
users-descending = { $column }, descending
users-show = Show
# $count (Number) - How many users there are.
# $number (String) - The same, to read.
users-count = { $count ->
    [one] One user
   *[other] { $number } users
}
# $count (Number) - How many users were found.
# $number (String) - The same, to read.
users-found = { $count ->
    [0] No user found
    [one] One user found
   *[other] { $number } users found
}
# $number (String) - How many are counted.
users-more-than = More than { $number } users. These are the first; search to see others.
users-not-understood = Part of this address makes no sense here and was left out.
users-nobody = Nobody fits this.
users-no-such-page = The list does not go on so far.
users-show-all = Back to the list
users-all = All users
# $count (Number) - How many registrations wait.
users-requests = { $count ->
    [one] One person has registered and waits for your approval.
   *[other] { $count } people have registered and wait for your approval.
}
users-requests-show = Show

## In the list

# $username (String) - The username of the account.
users-select = Select { $username }
# $username (String) - The username of the account.
users-role-of = Role of { $username }
# $username (String) - The username of the account.
users-notifications-of = Email notifications to { $username }
# $username (String) - The username of the account.
users-menu-of = More about { $username }
# $values (String) - A role, and whether mails are sent.
users-now = Now: { $values }
# $role (String) - A role.
users-values-on = { $role }, mails on
# $role (String) - A role.
users-values-off = { $role }, mails off
users-selected = With the selected users
users-choose = Choose…
users-apply = Apply
users-approve = Approve
users-reject = Reject
users-enable = Enable
users-disable = Disable
users-unlock = Unlock
users-send-link = Send link
users-end-sessions = Log out everywhere
users-switch-notifications-on = Email notifications on
users-switch-notifications-off = Email notifications off
users-delete = Delete…
users-edit = Edit
users-make-link = Make a link to copy
users-password-help = You typed it more than 10 minutes ago. It is needed where a role changes.
users-saved = Saved.
users-added = Added. The activation mail is on its way.
# $count (Number) - How many users.
# $change (String) - What was done.
users-changed = { $count ->
    [one] { $change }: done for one user.
   *[other] { $change }: done for { $count } users.
}
users-changed-none = Nothing was changed: this makes no sense for the selected users as they are.
users-changed-meanwhile = Somebody else has changed some of these users in the meantime, so nothing was saved. What you wanted is still marked, and what is stored now stands below it. Check it and save again.
users-back = Back to the users

## One user

user-profile-title = Profile
user-profile-text = Who it is, what they may do, and in which language DataSync writes to them.
user-is-you = This is your own account.
user-username-help = Leave it blank to use the email address.
user-role-help = Administrators see and change everything under Settings.
user-language-help = Of mails, and of the pages until somebody chooses another one.
user-notifications-help = A mail whenever a scheduled job fails.
user-password-help = You typed it more than 10 minutes ago. It is needed where the role or the address changes.
# $value (String) - What is stored.
user-stored = Stored now: { $value }
user-changed-meanwhile = Somebody else has changed this user in the meantime, so nothing was saved. Where it differs, what is stored now stands below the field. Check it and save again.
user-state-title = How things stand
user-created = Added
user-activated = Activated
user-sessions = Logged in
# $count (Number) - How many browsers.
user-sessions-count = { $count ->
    [0] Nowhere
    [one] In one browser
   *[other] In { $count } browsers
}
user-gone-title = Not there any more
user-link-title = Activation link
# $username (String) - The username of the account.
# $until (String) - A date and time.
user-link-text = Give this link to “{ $username }”. It is shown only once, works once, until { $until }, and replaces older ones.
user-link-label = Link
user-link-gone = A link is shown only once, right after it was made. Make a new one; the earlier one stops working then.
copy = Copy
copied = Copied

## Deleting

users-delete-title = Delete users
users-delete-text = This cannot be undone. Sessions and links end at once, seats become free; the audit keeps the names.
# $username (String) - The username of the account.
users-delete-confirm-name = Type the username to confirm: { $username }
# $count (Number) - How many users.
users-delete-confirm-number = Type the number of users to confirm: { $count }
# $count (Number) - How many users.
users-delete-submit = { $count ->
    [one] Delete this user
   *[other] Delete { $count } users
}

## Import

import-title = Import users
import-text = A file of comma-separated values, with the names of the columns in the first line. You see what is in it before anything is added. Everybody gets an activation link.
import-example = Example
import-columns = email, first_name and last_name are needed. Without a username the address is it; without a role it is a user; without a language yours; without email_notifications they are off. A file that was exported here fits as it is.
import-file = File
import-read = Check file
import-preview = What is in the file
import-no-file = Please choose a file.
# $megabytes (String) - The largest size.
import-too-large = This file is larger than { $megabytes } MB. Please split it.
import-not-utf8 = This file cannot be read as text. In a spreadsheet, save it as “CSV UTF-8”.
import-empty = There is nobody in this file.
# $column (String) - The name of a column.
import-missing-column = The column “{ $column }” is missing. Its name has to stand in the first line.
# $lines (String) - The most lines.
import-too-many-lines = There are more than { $lines } lines in this file. Please split it.
# $count (Number) - How many lines.
import-bad-lines = { $count ->
    [one] One line cannot be taken. Nobody is added before it is right: correct it in the file and check it again.
   *[other] { $count } lines cannot be taken. Nobody is added before they are right: correct them in the file and check it again.
}
# $columns (String) - Names of columns.
import-ignored = These columns are not used: { $columns }
import-bad = Lines that cannot be taken
import-line = Line
import-column = Column
import-reason = What is wrong
# $count (Number) - How many lines.
import-more-bad = { $count ->
    [one] And one more line.
   *[other] And { $count } more lines.
}
# $count (Number) - How many lines.
import-good-lines = { $count ->
    [one] One line is right.
   *[other] { $count } lines are right. The first of them:
}
# $count (Number) - How many users.
import-submit = { $count ->
    [one] Add one user
   *[other] Add { $count } users
}
import-mark = Added:
# $done (String) - How many users so far.
# $total (String) - How many users in all.
import-added = { $done } of { $total } users
# $count (Number) - How many users.
import-done = { $count ->
    [one] One user was added. The activation link goes out by mail; without a mail server it is printed on the console of the server.
   *[other] { $count } users were added. Their activation links go out by mail; without a mail server they are printed on the console of the server.
}
import-taken-meanwhile = Nobody was added: one of the usernames was taken in the meantime. Please check the file again.
import-broken-off = Nobody was added: the import broke off. Please try again.

## Registration

registration-title = Registration
registration-text = Who may register at this server. You can add users yourself in any case.
registration-label = Registration is
registration-help = Whoever registers needs a serial number of your license in any case.
registration-open = Open
registration-approval = With approval
registration-closed = Closed
registration-saved = Saved.
register-closed-title = Registration is closed
register-approval-introduction = An administrator approves new accounts. You get a mail with a link as soon as yours is approved.
requested-title = Your registration waits for approval
requested-text = An administrator looks at it. You get a mail with a link to set your password as soon as it is approved.
