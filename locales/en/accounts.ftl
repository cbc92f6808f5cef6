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
link-made-no-mail = This server sends no mail yet: the link is printed on its console. Ask whoever runs it.
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
forgot-password-introduction = Type your username. If there is such an account, a link to set a new password is made.
forgot-password-submit = Submit
reset-requested-text = If there is an account with this username, a link was made. Open it within 30 minutes to set a new password.
reset-password-title = Set a new password
