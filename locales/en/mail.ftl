### Settings → Mail, its test, and the list of mails.

settings-mail-title = Mail
settings-mail-text = The server that takes the mails of DataSync: links for people, and news of what went wrong.
mail-saved = Saved. Mails that were waiting go out now.
mail-state-unusable = What is stored cannot be used by this version: please check every field and save again.
mail-state-console = No mail server yet: links for people are printed on the console of this server.
# $server (String) - Host and port.
mail-state-unsigned = Mail goes through { $server }, without signing in.
# $server (String) - Host and port.
# $user (String) - Who signs in.
mail-state-signed = Mail goes through { $server }, signed in as { $user }.
mail-from-configuration = These settings come from the configuration of the server. Once you save here, what you save counts.
# $count (Number) - How many.
mail-in-trouble = { $count ->
    [one] One mail should have gone out and has not.
   *[other] { $count } mails should have gone out and have not.
}
mail-in-trouble-link = Show them
# $count (Number) - How many.
mail-in-trouble-badge = { $count ->
    [one] one mail not sent
   *[other] { $count } mails not sent
}

## Fields

field-smtp-server = SMTP server
field-smtp-server-help = A name like smtp.example.com, without https:// and port.
field-port = Port
field-port-help = Mostly 587; 465 or 25 with some servers.
field-hello-name = Name in the greeting (EHLO)
field-hello-name-help = Leave it blank for the host of the Server URL. Some mail servers take only a name that the DNS knows.
field-sender-address = Sender address
field-sender-address-help = An address that the server lets you send from. A name may stand before it: DataSync <sync@example.com>
field-connection-mode = Connection mode
mail-mode-none = None
mail-mode-none-help = DataSync sends without signing in. The connection is encrypted if the server offers it.
mail-mode-credentials = Network credentials
mail-mode-api-key = API key
mail-mode-oauth2 = OAuth 2.0
mail-mode-oauth2-help = DataSync signs in as an application, without anybody's password. How to get there:
field-use-tls = Use SSL/TLS
field-use-tls-help = Nothing is sent unless the connection is encrypted and the certificate is good. An OAuth token never travels in clear, ticked or not.
field-api-key = API key
field-smtp-login = SMTP login
field-smtp-login-help = Leave it blank for SendGrid, Postmark, Resend and SparkPost. Mailgun and Brevo show it beside the key.
field-client-id = Client ID
field-client-secret = Client secret
field-token-endpoint = Token endpoint
field-token-endpoint-help = For Microsoft 365: https://login.microsoftonline.com/TENANT-ID/oauth2/v2.0/token
field-scopes = Scopes
field-scopes-help = For Microsoft 365: https://outlook.office365.com/.default
mail-more = More
field-mailbox = Mailbox
field-mailbox-help = The mailbox to sign in to, if it is not the sender address.
field-client-authentication = Client secret in the header (Basic)
field-client-authentication-help = For token endpoints that do not take it in the request. Microsoft 365 takes both.
field-test-address = Test address
mail-secret-new = Stored encrypted and never shown again.
mail-secret-lost = Please type it again: nothing was saved, and what you typed was not kept.
mail-secret-kept = Stored. Leave it blank to keep it; for another server or user it has to be typed again.
unsaved-changes = Unsaved changes
save = Save
cancel = Cancel

## Test

mail-test = Send test email
mail-test-title = Test email
# $server (String) - The SMTP server.
# $recipient (String) - The address it goes to.
mail-test-running = From here through { $server } to { $recipient }.
mail-test-gone = This test is over for more than an hour, or it was somebody else's.
mail-test-back = Back to the mail settings
mail-test-passed = It works.
# $recipient (String) - The address it went to.
mail-test-passed-text = The mail server took the mail for { $recipient }. Look whether it arrives, and whether it was sorted out as spam.
mail-test-save = Save these settings
mail-test-broken-off = The test broke off. Please try again.
mail-stage-dns = Name (DNS)
mail-stage-tcp = Connection (TCP)
mail-stage-tls = Encryption (TLS)
mail-stage-ehlo = Greeting (EHLO)
mail-stage-token = Token (OAuth 2.0)
mail-stage-auth = Sign-in (AUTH)
mail-stage-envelope = Sender and recipient
mail-stage-accepted = Message
stage-passed = Passed:
stage-failed = Failed:
# $millis (String) - A number.
milliseconds = { $millis } ms
# $address (String) - An IP address.
# $port (String) - A port.
seen-connected = Connected to { $address }, port { $port }.
# $version (String) - TLS 1.3.
seen-encrypted = { $version }, certificate verified.
# $version (String) - TLS 1.3.
seen-encrypted-unverified = { $version }, certificate not verified, because encryption is not required.
seen-in-clear = Not encrypted: the server does not offer it.
# $names (String) - The names in the certificate.
# $issuer (String) - Who signed it.
# $date (String) - Until when it is good.
seen-certificate = Certificate for { $names }, issued by { $issuer }, valid until { $date }.
# $list (String) - Mechanisms, separated by commas.
seen-mechanisms = Ways to sign in: { $list }.
# $audience (String) - For whom the token is.
# $roles (String) - Its permissions.
# $lifetime (String) - How long it lives.
seen-token = Audience: { $audience }. Roles: { $roles }. Lives for: { $lifetime }.
# $minutes (String) - A number.
seen-minutes = { $minutes } min
seen-none = none
# $mechanism (String) - PLAIN, LOGIN or XOAUTH2.
seen-signed-in = Signed in ({ $mechanism }).
seen-no-sign-in = Not needed: connection mode None, or no credentials.
# $from (String) - The sender.
# $to (String) - The recipient.
seen-envelope = From { $from } to { $to }.
# $answer (String) - The server's words.
mail-server-said = The server said: { $answer }

## Guides

guides-label = How to set up
guide-microsoft-365-title = Configure SMTP with OAuth 2.0
# $provider (String) - The name of a mail provider.
guide-title = Send mail through { $provider }

## Mails

mails-title = Sent, waiting and failed mails
mails-text = What DataSync has promised to send. Waiting mails are tried again by themselves, with growing pauses; failed ones were refused for good.
mails-filter = Which mails
mails-all = All
mails-all-sent = Sent
mails-sent = Sent
mails-waiting = Waiting
mails-failed = Failed
mails-dropped = Discarded
mails-empty = There is nothing here.
mails-column-mail = Mail
mails-column-recipient = For
mails-column-promised = Promised
mails-column-state = State
mails-column-actions = Actions
# $when (String) - Date and time.
# $tries (Number) - How often it was tried.
mails-next-try = { $tries ->
    [one] next try { $when }, tried once
   *[other] next try { $when }, tried { $tries } times
}
# $typed (String) - A username as it was typed.
mails-typed = “{ $typed }”, as typed
mails-send-again = Send again
mails-discard = Discard
mails-activation = Activation
mails-forgotten = Forgotten password
mails-reset = Notice: password set anew
mails-password-changed = Notice: password changed
mails-email-changed-old = Notice to the old address
mails-email-change = Confirmation of a new address
mails-usernames-forgotten = Forgotten usernames
mails-two-factor-on = Notice: two-factor authentication on
mails-two-factor-off = Notice: two-factor authentication off
mails-new-browser = Notice: login from a new browser
mails-code-missing = Notice: login without a code
pages-label = Pages
pages-previous = Previous
pages-next = Next
# $page (String) - A number.
# $pages (String) - A number.
pages-of = Page { $page } of { $pages }
