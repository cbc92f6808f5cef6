### Registration, activation, sign-in.

## Fields

field-email = Email
field-username = Username
field-first-name = First name
field-last-name = Last name
field-serial-number = Serial number
field-setup-code = Setup code
field-password = Password
field-new-password = New password
field-confirm-new-password = Confirm new password

## Sign-in

login-title = Log in
login-waits = If somebody else is guessing at your account, you need not wait:
login-waits-link = get a link by email

## Registration

register-title = Create your account
register-first-title = Set up DataSync
register-first-introduction = You are the first here. The account you create now becomes the administrator of this server.
register-first-group = This server
register-you-group = You
register-license-group = Your license
register-submit = Register
register-have-account = I already have an account
register-setup-code-help = The server printed it when it started. It also stands in the file “setup-code” in the data directory.
register-username-help = Leave it blank to sign in with your email address.
register-serial-number-help = Paste it as you received it. Dashes, spaces and case do not matter.
link-made-title = One more step
registered-text = A link was made for you. Open it to set your password; it works for 72 hours.
link-made-no-mail = This server sends no mail yet: the link is printed on its console. Ask the person who runs it.
link-made-mail = It comes by mail within the next minutes. If it does not, look among the spam or ask your administrator.
back-to-login = Back to login

## Activation

activate-title = Set your password
# $username (String) - The username of the account.
set-password-for = For the account “{ $username }”.
set-password-submit = Set password
password-rules-label = Password rules
password-rule-length = 8 to 128 characters
password-rule-upper-case = an upper case letter, A to Z
password-rule-lower-case = a lower case letter, a to z
password-rule-digit = a digit
password-rule-no-forbidden = none of " ' < > & ;
password-rule-met = met
password-rule-unmet = not met yet
passwords-match = Both passwords are the same.
password-set-title = Your password is set
password-set-text = You can log in now.
link-unusable-title = This link does not work any more
link-unusable-text = Links work once and for a limited time, and a newer link replaces an older one. Look for a newer mail, or ask your administrator for a new link.

## Recovery

forgot-password-link = Forgot your password?
forgot-password-title = Forgot your password?
field-username-or-email = Username or email address
forgot-password-introduction = Type your username or your email address. If there is such an account, a link to set a new password is made.
forgot-password-submit = Submit
reset-requested-text = If there is an account with this username, a link was made. Open it within 30 minutes to set a new password.
reset-password-title = Set a new password

## Username forgotten

forgot-username-link = Forgot your username?
forgot-username-title = Forgot your username?
forgot-username-introduction = Type your email address. If there are accounts with it, their usernames are mailed to you.
usernames-requested-title = Look into your mailbox
usernames-requested-text = If there are accounts with this address, a mail with their usernames was made.
usernames-requested-no-mail = This server sends no mail yet: ask the person who runs it for your username.

## Code

field-code = Code
enter-code-title = One more step
enter-code-text = Your account is protected by two-factor authentication. Type the code that your app shows now.
enter-code-help = Six digits; or one of your recovery codes, which works once.

## Password, once more

field-password-again = Your password
field-password-again-help = You typed it more than 10 minutes ago. Once more, so that nobody else does this in your place.

## Your account

account-saved-profile = Saved.
account-saved-email = A mail is on its way to the new address. Open the link in it: until then, your address stays as it is.
account-saved-password = Your password is changed. You stay logged in here; everywhere else you are logged out.
account-saved-two-factor-on = Two-factor authentication is on. Logging in asks for a code from now on; other browsers are logged out.
account-saved-two-factor-off = Two-factor authentication is off. The codes of your app and your recovery codes do not work any more.
account-saved-sessions = Logged out elsewhere.
profile-title = You
# $username (String) - The username of the account.
profile-text = How DataSync addresses you. Your username is “{ $username }”.
field-email-notifications = Email notifications
field-email-notifications-help = You are mailed when a scheduled job fails.
change-email-title = Email address
# $email (String) - The present address.
change-email-text = Your mails go to { $email }.
change-email-username = It is your username, too: when the new address is confirmed, you log in with that.
field-new-email = New email address
change-email-submit = Change address
confirm-email-title = Confirm your new address
# $username (String) - The username of the account.
# $email (String) - The new address.
confirm-email-text = From now on, mails to the account “{ $username }” shall go to { $email }.
confirm-email-username = The address is the username, too: from then on, log in with the new one.
confirm-email-submit = Confirm
email-confirmed-title = Your new address is confirmed
email-confirmed-text = Mails come to it from now on. The old address was told.
change-password-title = Password
change-password-text = With a new password, every other browser is logged out.
change-password-submit = Change password

## Second factor

two-factor-title = Two-factor authentication
two-factor-text = A code from your telephone, besides the password: a stolen password alone opens nothing.
two-factor-is-on = On
two-factor-is-off = Off
two-factor-change = Show or switch off
two-factor-required = This server asks administrators for two-factor authentication. Set it up to go on.
two-factor-begin-title = Set it up
two-factor-begin-text = You need an app that makes codes, such as the authenticator on your telephone or your password manager.
two-factor-begin = Set up
two-factor-scan-title = Scan
two-factor-scan-text = Open your app, add an account and point the camera at this picture.
two-factor-picture = QR code with the key below
two-factor-by-hand = Or type this key into the app:
two-factor-keep-title = Keep
two-factor-keep-text = Print or write down these recovery codes. Each works once in place of a code, should the telephone be lost. They are not shown again.
two-factor-confirm-title = Confirm
two-factor-confirm-help = The six digits that your app shows now.
two-factor-enable = Switch on
two-factor-on-title = It is on
# $date (String) - A date.
two-factor-on-text = Since { $date }, logging in asks for a code.
# $count (Number) - How many recovery codes are left.
two-factor-codes-left = { $count ->
    [0] No recovery code is left.
    [one] One recovery code is left.
   *[other] { $count } recovery codes are left.
}
two-factor-new-codes = For a new telephone or new recovery codes, switch it off and set it up again.
two-factor-disable = Switch off
two-factor-back = Back to your account

## Sessions

sessions-title = Where you are logged in
sessions-text = If you do not know one of these, log it out and change your password.
sessions-column-device = Device
sessions-column-address = Address
sessions-column-since = Since
sessions-column-last-use = Last use
sessions-this = this one
sessions-end = Log out
# $device (String) - Browser and system.
sessions-end-label = Log out { $device }
sessions-end-others = Log out everywhere else
sessions-unknown-device = Unknown device
