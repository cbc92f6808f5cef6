### What mails say.

# $name (String) - First and last name.
mail-hello-name = Hello { $name },
mail-hello = Hello,
# $url (String) - The address of the server.
mail-footer = DataSync at { $url }. This mail was sent automatically; nobody reads answers to it.
mail-not-you = If that was not you, tell your administrator at once.
mail-sessions-ended = Everywhere else you have been signed out.

# $name (String) - What it is: Job, Started.
# $value (String) - A name, a time, a sentence.
mail-fact = { $name }: { $value }

## Activation

mail-activation-subject = Activate your DataSync account
# $username (String) - The username of the account.
mail-activation-text = Your account “{ $username }” is waiting for its password. Open this link to set it:
mail-activation-button = Set your password
# $hours (String) - How many hours the link works.
mail-activation-lifetime = The link works once, for { $hours } hours. A newer one replaces it.
mail-activation-not-you = If you did not register, ignore this mail: without the link nothing happens.

## Forgotten password

mail-forgotten-subject = Set a new DataSync password
# $username (String) - The username of the account.
mail-forgotten-text = Somebody asked for a new password for your account “{ $username }”. Open this link to set one:
mail-forgotten-which = Somebody asked for a new password with this address, which has several usernames. Open the page below again and type the one you mean:
mail-forgotten-button = Set a new password
# $minutes (String) - How many minutes the link works.
mail-forgotten-lifetime = The link works once, for { $minutes } minutes. A newer one replaces it.
mail-forgotten-not-you = If you did not ask for it, ignore this mail: your password stays as it is.

## Notices

mail-reset-subject = Your DataSync password was set anew
# $username (String) - The username of the account.
# $when (String) - Date and time.
mail-reset-text = The password of your account “{ $username }” was set anew by a link on { $when }.
mail-password-changed-subject = Your DataSync password was changed
# $username (String) - The username of the account.
# $when (String) - Date and time.
mail-password-changed-text = The password of your account “{ $username }” was changed on { $when }.
mail-email-changed-subject = The address of your DataSync account was changed
# $username (String) - The username of the account.
mail-email-changed-old = Mails to your account “{ $username }” do not come to this address any more.

## Test

mail-test-subject = Test mail from DataSync
mail-test-text = This mail shows that DataSync can send mail with the settings that you have tested.

## Change of address

mail-email-change-subject = Confirm the new address of your DataSync account
# $username (String) - The username of the account.
mail-email-change-text = The mails to your account “{ $username }” shall come to this address. Open this link to confirm it:
mail-email-change-button = Confirm the address
# $hours (String) - How many hours the link works.
mail-email-change-lifetime = The link works once, for { $hours } hours. A newer one replaces it.
mail-email-change-not-you = If you did not ask for it, ignore this mail: without the link nothing happens.

## Forgotten usernames

mail-usernames-subject = Your DataSync usernames
# $count (Number) - How many usernames follow.
mail-usernames-text = { $count ->
    [one] Somebody asked for the username of this address. It is:
   *[other] Somebody asked for the usernames of this address. They are:
}
mail-usernames-not-you = If you did not ask for it, ignore this mail: nobody else has got it.

## Second factor

mail-two-factor-on-subject = Two-factor authentication was switched on
# $username (String) - The username of the account.
# $when (String) - Date and time.
mail-two-factor-on-text = Two-factor authentication for your DataSync account “{ $username }” was switched on on { $when }. Logging in asks for a code from now on.
mail-two-factor-off-subject = Two-factor authentication was switched off
# $username (String) - The username of the account.
# $when (String) - Date and time.
mail-two-factor-off-text = Two-factor authentication for your DataSync account “{ $username }” was switched off on { $when }. Logging in asks for the password only.

## Logins

mail-new-browser-subject = Login to your DataSync account from a new browser
# $username (String) - The username of the account.
# $address (String) - An IP address.
# $when (String) - Date and time.
mail-new-browser-text = Somebody logged in to your DataSync account “{ $username }” on { $when }, from { $address } and a browser that your account hadn't been used in before. If it was you, there is nothing to do.
mail-code-missing-subject = A login to your DataSync account stopped at the code
# $username (String) - The username of the account.
# $address (String) - An IP address.
# $when (String) - Date and time.
mail-code-missing-text = Somebody entered the password of your DataSync account “{ $username }” on { $when }, from { $address }, but no valid code. If it was you, there is nothing to do.
mail-sign-in-not-you = If that was not you, somebody knows your password: set a new one at once and tell your administrator.
