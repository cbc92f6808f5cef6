### What is wrong and what to do about it.

## Beside a field

error-required = Please fill this in.
# $limit (String) - The most characters.
error-too-long = This is too long: { $limit } characters are the most.
error-not-plain-text = This contains characters that do not belong here. Please type it anew.
error-not-an-email-address = This is not an email address. One looks like name@example.com.
error-not-a-server-name = This is not the name of a server. One looks like smtp.example.com, without https:// and without a port.
error-not-a-port = A port is a number from 1 to 65535.
# $least (String) - The smallest that will do.
# $most (String) - The largest.
error-not-a-number-between = This has to be a whole number from { $least } to { $most }.
# $limit (String) - The largest that will do.
error-not-a-pool-size = This has to be a whole number from 1 to { $limit }, the value of MaxNumberOfJobsRunningInParallel in appsettings.json.
# $typed (String) - What was typed.
# $limit (String) - The largest that will do.
error-above-parallel-jobs = { $typed } is above MaxNumberOfJobsRunningInParallel, which is { $limit }. Type a smaller number here, or raise that one in appsettings.json.
error-not-an-https-address = This has to be an address that begins with https://.
error-not-a-server-url = This is not an address like https://sync.example.com.
error-server-url-with-path = DataSync stands at the root of a host: please leave out what follows the name and the port.
error-server-url-unreached = Requests to this address do not arrive at this server. Please check the name, the port, the proxy and the certificate.
error-not-a-job-name = A name of at most 100 small letters, digits, dots, hyphens and underscores, please, beginning with a letter or digit.
error-job-name-taken = Another job already has this name. Choose a different one.
error-job-of-reader = A token that reads sees all jobs. Leave this blank, or choose another permission.
error-job-of-ours = DataSync runs this job itself: no other program reports it.
error-token-name-taken = Another token has this name and is still usable. Please choose another one, or revoke that one first.
error-not-a-network = Please enter addresses or networks like 10.0.0.0/8, separated by commas; at most 50.
error-secret-of-another-destination = Please type it again: it was stored for another server, port, user or encryption, and goes nowhere else.
error-username-of-another-address = This is an email address, but not the one of this account. Type that one, or a name that is not an address.
error-username-taken = This username is taken. Please choose another one.
error-username-looks-taken = This username looks like that of somebody else. Please choose one that nobody can mistake for it.
error-username-of-new-address-taken = Your username is your email address and changes with it, but somebody else already has this one, or one that looks like it, as username. Ask an administrator to give you another username first.
error-serial-number-mistyped = There is a typing error in this serial number. Please compare it with the original, or paste it.
error-serial-number-unknown = This serial number is well typed, but it was not issued for this product. Please ask your vendor.
error-serial-number-development-only = This is a development license, which this server does not accept. Please use the license you received from your vendor.
error-serial-number-of-another-licensee = This serial number was issued to another company than the license of this server. Please ask your administrator for the right one.
error-license-replaced = This license was replaced by a newer one on this server. Please ask your administrator for its serial number.
error-license-expired = This license has expired. Please ask your vendor for a new serial number.
# $seats (Number) - The number of seats of the license.
error-no-seat-left = { $seats ->
    [one] The only seat of this license is taken. Please ask your administrator or vendor for more.
   *[other] All { $seats } seats of this license are taken. Please ask your administrator or vendor for more.
}
error-username-twice = This username stands in the file twice.
error-not-an-option = This is none of the possible values.
error-not-confirmed = This is not what was asked for. Nothing was deleted.
error-wrong-setup-code = This is not the setup code of this server. It is printed on the console when the server starts.
error-password-rules = This password does not meet all the rules below.
error-password-common = This password is among the first that anybody would try. Please choose another one.
error-password-personal = This password contains your name or the name of the product. Please choose another one.
error-confirmation-differs = The two passwords are not the same.
error-proof-needed = Please type your password once more: you last did more than 10 minutes ago.
error-wrong-password = This is not your password. Upper and lower case count.
error-wrong-code = This code is not right, or it was used already. Type the one that your app shows now, or another recovery code.
error-not-a-schedule = This is not a schedule. It is five fields, minute, hour, day, month and weekday: 30 2 * * 1-5 is Monday to Friday at 02:30.
error-schedule-never-comes = No calendar has such a day, so this would never run. Please check the day and the month.
error-not-a-time-zone = This server does not know this time zone. One looks like Europe/Paris.
error-same-as-now = This is the address that you have already.

## Above a form or on a page of its own

refusal-not-found = There is no page at this address. It may have been mistyped, or the page may have moved.
refusal-forms-only = This address takes forms only.
refusal-malformed = The server could not read this request. Please go back and try again.
refusal-too-large = This is more than the server takes. Please shorten what you typed.
refusal-not-a-form = The server takes only forms at this address.
refusal-cross-site = This request came from another site and was not carried out. Please use the pages of this server.
refusal-busy = The server is very busy. Please try again in a few seconds.
refusal-database-unreachable = DataSync cannot reach its database at this moment. Nothing is lost; it tries again by itself. Please reload this page in a minute.
refusal-database-moved = The data of this installation was moved to another database, and this server still uses the old one. Please tell an administrator: it has to be given the new connection.
refusal-connection-not-changed = The connection was not changed. Test it to see why.
refusal-not-signed-in = Please log in first.
refusal-not-administrator = Only administrators may see this page. Please ask an administrator of this server.
refusal-wrong-credentials = The username or the password is not right. Upper and lower case count in passwords.
# $seconds (Number) - How long to wait.
refusal-too-many-tries-seconds = { $seconds ->
    [one] There were too many tries. Please wait for one second and try again.
   *[other] There were too many tries. Please wait for { $seconds } seconds and try again.
}
# $minutes (Number) - How long to wait.
refusal-too-many-tries = { $minutes ->
    [one] There were too many tries. Please wait for one minute and try again.
   *[other] There were too many tries. Please wait for { $minutes } minutes and try again.
}
refusal-sign-in-again = That took too long. Please log in again.
refusal-second-factor-needed = This server asks administrators for two-factor authentication. Set it up in your account first.
refusal-link-unusable = This link does not work any more. Ask your administrator for a new one.
# $seats (Number) - The number of seats of the license.
refusal-no-seat-left = { $seats ->
    [one] The only seat of your license is taken, so the account cannot be activated yet. Your link stays valid: ask your administrator for a seat, then open it again.
   *[other] All { $seats } seats of your license are taken, so the account cannot be activated yet. Your link stays valid: ask your administrator for a seat, then open it again.
}
refusal-username-looks-taken = Somebody else has a username that looks the same as yours, so your account cannot be activated yet. Your link stays valid: ask your administrator for another username, then open it again.
# $needed (String) - How many seats are needed.
# $free (String) - How many seats are free.
refusal-too-few-seats = This needs { $needed } free seats, and your license has { $free }. Disable or delete users who are not needed any more, or enter a serial number with more seats under License.
refusal-registration-closed = Registration at this server is closed. Please ask an administrator for an account.
refusal-last-administrator = At least one active administrator has to be left, so nothing was changed. Make somebody else an administrator first.
refusal-nothing-chosen = Please select at least one user, and what is to be done.
refusal-no-such-user = This user is not there any more. Somebody may have deleted the account.
refusal-not-for-this-user = Only accounts that were not activated yet have such a link.
refusal-no-such-token = This token was revoked already, or there was never such a one.
refusal-too-many-tokens = There are 100 usable tokens, which is the most. Revoke one that no program needs any more.
refusal-license-expired = The license of this server has expired. Until an administrator enters a new serial number, only administrators can log in.
refusal-changed-meanwhile = Somebody else saved these settings in the meantime. Check what you have typed and save again.
refusal-being-sent = This mail is being sent at this moment, or somebody else has dealt with it. Look again in a minute.

## Pages that say what went wrong

problem-title-not-found = Nothing here
problem-title-forbidden = Not allowed
problem-title-refused = That did not work
problem-title-fault = Something went wrong
# $reference (String) - Names the fault in the log.
problem-fault = This is our fault, not yours. Please try again. If it happens again, tell your administrator this reference: { $reference }.
problem-home = Go to the start page
