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

## License

# $taken (String) - Seats that active accounts hold.
# $seats (String) - Seats of the license.
license-seats = { $taken } of { $seats } seats taken
# $date (String) - The last day of the license.
license-expires = Valid until { $date }
license-perpetual = Valid without end
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

## Settings: users

settings-users-title = Users
settings-users-text = Everybody who has an account on this server.
users-column-username = Username
users-column-name = Name
users-column-email = Email
users-column-role = Role
users-column-status = Status
users-column-notifications = Email notifications
users-column-last-sign-in = Last login
users-never = Never
users-you = you
users-notifications-on = On
users-notifications-off = Off
# $shown (String) - How many users the table shows.
# $count (String) - How many users there are.
users-first-of = The first { $shown } of { $count } users, by username.
