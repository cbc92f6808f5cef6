### Sending mail: what is wrong and what to do about it.

## Finding and reaching the mail server

mail-problem-name-not-found = There is no server with this name.
mail-advice-name-not-found = Compare “SMTP server” with what your mail provider says, letter by letter: it is a name like smtp.example.com, without https:// and without spaces. If the name exists only in your own network, check that this server uses the DNS of that network.
mail-problem-name-lookup-failed = The name of the mail server could not be looked up, because DNS does not answer.
mail-advice-name-lookup-failed = Try again in a minute. If it stays like this, check the network connection and the DNS settings of this server.
mail-problem-connection-refused = The mail server refuses connections on this port.
mail-advice-connection-refused = Check “Port”: 587 is the usual one, or 465 where encryption begins at once. If the port is right, the mail server is not running or a firewall rejects the connection: ask its administrator.
mail-problem-connection-timed-out = The mail server could not be reached in time.
mail-advice-connection-timed-out = If “Port” is 25, type 587: many providers and clouds block port 25. Otherwise a firewall probably drops the connection: allow connections from this server to the mail server on this port.
mail-problem-network-unreachable = There is no way from this server to the mail server.
mail-advice-network-unreachable = Check the network connection and the routes of this server. If the mail server is reached through a VPN, check that the VPN is up.

## Encryption

mail-problem-tls-expected-later = Encryption begins at once on port 465, but the mail server answers there in plain text.
mail-advice-tls-expected-later = Set “Port” to 587 and leave “Use SSL/TLS” ticked: the connection then becomes encrypted with STARTTLS.
mail-problem-tls-expected-at-once = On this port the mail server expects encryption at once.
mail-advice-tls-expected-at-once = Set “Port” to 465, the only port on which DataSync begins encrypted. If your mail provider does not offer it, use a port with STARTTLS, usually 587.
mail-problem-certificate-unknown = The certificate of the mail server is self-signed or comes from an authority that this server does not know.
mail-advice-certificate-unknown = Install the certificate of that authority among the trusted certificates of the operating system on this server, then restart DataSync. Or have the mail server use a certificate from a public authority.
mail-problem-certificate-expired = The certificate of the mail server has expired.
mail-advice-certificate-expired = Check the date and time of this server first. If they are right, ask the mail server’s administrator to renew its certificate.
mail-problem-certificate-not-yet-valid = The certificate of the mail server is not valid yet.
mail-advice-certificate-not-yet-valid = Mostly the clock of this server is wrong: check its date and time, and switch on time synchronization. If they are right, ask the mail server’s administrator for a certificate that is valid today.
mail-problem-certificate-wrong-name = The certificate of the mail server was issued for other names.
mail-advice-certificate-wrong-name = These names are shown above: type the one that belongs to your mail server as “SMTP server”. If none fits, ask the mail server’s administrator.
mail-problem-certificate-invalid = The certificate of the mail server cannot be accepted.
mail-advice-certificate-invalid = It may have been revoked, be damaged, or be made for another purpose. Ask its administrator to replace it.
mail-problem-tls-failed = The mail server and DataSync could not agree on an encrypted connection.
mail-advice-tls-failed = Check “Port”: 465 begins encrypted, 587 uses STARTTLS. If it is right, the mail server may offer only outdated encryption: ask its administrator to switch on TLS 1.2 or 1.3.
mail-problem-starttls-missing = The connection must be encrypted, but the mail server offers no STARTTLS on this port.
mail-advice-starttls-missing = Set “Port” to 587, or to 465 where encryption begins at once. If the mail server stands in a network that you trust and has no encryption, use “None” or “Network credentials” and untick “Use SSL/TLS”: everything then travels readably.
mail-problem-starttls-refused = The mail server offers STARTTLS, but refused to begin it.
mail-advice-starttls-refused = Encryption is out of order on the mail server, often because its certificate is missing. Try again later or set “Port” to 465. If it stays like this, ask the mail server’s administrator.
mail-problem-starttls-tampered = Data arrived before encryption began, where none may arrive.
mail-advice-starttls-tampered = Nothing was sent. Somebody on the way interferes with the connection, or the mail server is faulty: tell whoever runs your network and the mail server. Set “Port” to 465 if the mail server offers it: encryption begins there at once.

## Talking to the mail server

mail-problem-not-a-mail-server = What answers at this address is not a server for sending mail.
mail-advice-not-a-mail-server = Compare “SMTP server” and “Port” with what your mail provider says. The ports for sending are 587 and 465; 143, 993, 110 and 995 are for reading mail, 80 and 443 for web pages.
mail-problem-greeting-refused = The mail server refuses to talk to this server at all.
mail-advice-greeting-refused = Check that “SMTP server” and “Port” are those for sending with sign-in, usually port 587. Otherwise the network address of this server is blocked or not allowed there: ask the mail server’s administrator to allow it.
mail-problem-hello-refused = The mail server refuses the name that this server introduces itself by (EHLO).
mail-advice-hello-refused = That name is the host of the Server URL. Set a Server URL with a full name that the DNS knows, or enter another name under “More” as “Name in the greeting (EHLO)”.
mail-problem-server-busy = The mail server is too busy or is being restarted.
mail-advice-server-busy = Try again in a few minutes. Waiting mails need nothing from you: DataSync tries again by itself.
mail-problem-connection-closed = The mail server hung up in the middle.
mail-advice-connection-closed = Try again in a few minutes. If it happens every time, compare “Port” and “Use SSL/TLS” with what your mail provider says, and check that no firewall on the way cuts the connection.
mail-problem-answer-timed-out = The mail server took the connection, but does not answer in time.
mail-advice-answer-timed-out = This test waited up to 45 seconds for the answer; mails in the outbox wait up to 5 minutes. Try again in a few minutes. If it happens every time, compare “Port” with what your mail provider says, then ask the mail server’s administrator: it is overloaded, or a firewall holds its answers back.
mail-problem-answer-too-large = The answer is longer than any mail server gives.
mail-advice-answer-too-large = Probably something other than a mail server listens there. Compare “SMTP server” and “Port” with what your mail provider says.

## Signing in

mail-problem-auth-missing = The mail server offers no sign-in on this connection.
mail-advice-auth-missing = Set “Port” to 587 and tick “Use SSL/TLS”: many mail servers offer sign-in only once the connection is encrypted. If the mail server lets this server send without signing in, choose “None” as “Connection mode”.
mail-problem-mechanism-missing = The mail server does not offer sign-in with OAuth 2.0.
mail-advice-mechanism-missing = Compare “SMTP server” with what your mail provider says; for Microsoft 365 it is smtp.office365.com. If the provider has no OAuth 2.0 for sending, choose “Network credentials” as “Connection mode”.
mail-problem-auth-required = The mail server wants a sign-in, but none is set up here.
mail-advice-auth-required = Choose the “Connection mode” that your mail provider names and fill in its fields. For Microsoft 365 it is “OAuth 2.0”, for most others “Network credentials” or “API key”.
mail-problem-auth-refused = The mail server does not accept this username with this password or key.
mail-advice-auth-refused = Type both anew; many providers want the whole email address as “Username”. If two-factor sign-in is on for the account, make an app password with your mail provider and type that as “Password”. With an API key, check “SMTP login” and that the key is active and may send mail.
mail-problem-auth-refused-microsoft = Microsoft 365 refused the sign-in.
mail-advice-auth-refused-microsoft = With a password: type “Username” and “Password” anew, and check that authenticated SMTP is switched on for this mailbox and for the organization. With OAuth 2.0: the service principal or its permission on the mailbox is missing in Exchange Online, or it was registered with the wrong object ID; it must be that of the enterprise application, not that of the app registration. New permissions take up to an hour.
mail-problem-basic-auth-disabled = Microsoft 365 does not allow this kind of sign-in for this mailbox or organization.
mail-advice-basic-auth-disabled = If you use a password, choose “OAuth 2.0” as “Connection mode” and follow the guide for Microsoft 365: Microsoft is switching passwords off for sending. If you use OAuth 2.0 already, switch on authenticated SMTP for the mailbox, as the guide says, and check whether security defaults of the organization block it.
mail-problem-app-password-needed = Google wants an app password for this account.
mail-advice-app-password-needed = Switch on 2-Step Verification in the Google account, make an app password there and type it as “Password”. If app passwords are not offered, the administrator of your Google Workspace has switched them off.
mail-problem-mailbox-unavailable = The sign-in worked, but the mailbox cannot be opened right now.
mail-advice-mailbox-unavailable = If permissions were set or the mailbox was made a short while ago, wait up to two hours: DataSync tries again by itself. Otherwise check that the service principal has full access to this mailbox, and that the mailbox exists and has a license if it needs one.
mail-problem-auth-unavailable = The mail server cannot check sign-ins right now.
mail-advice-auth-unavailable = Try again in some minutes: this is a fault of the mail server, and DataSync tries again by itself. If it lasts for hours, ask your mail provider.

## The token of OAuth 2.0

mail-problem-token-endpoint-unreachable = The token service could not be reached.
mail-advice-token-endpoint-unreachable = Compare “Token endpoint” with the guide; for Microsoft it begins with https://login.microsoftonline.com/. Then check that no firewall or proxy keeps this server from connecting to that address with https.
mail-problem-token-endpoint-slow = The token service did not answer completely within 10 seconds.
mail-advice-token-endpoint-slow = Try again in a minute. If it happens every time, check the internet connection of this server, and whether a firewall or proxy slows down connections to “Token endpoint”.
mail-problem-token-redirected = The token service sends the request on to another address, and DataSync does not follow.
mail-advice-token-redirected = Type the final address as “Token endpoint”. For Microsoft it is https://login.microsoftonline.com/TENANT-ID/oauth2/v2.0/token, with your directory (tenant) ID in place of TENANT-ID.
mail-problem-token-answer-too-large = The answer is larger than that of any token service.
mail-advice-token-answer-too-large = Probably “Token endpoint” leads to a web page or a download. Compare it with the guide; for Microsoft it ends in /oauth2/v2.0/token.
mail-problem-token-answer-unreadable = What answers at “Token endpoint” is not a token service.
mail-advice-token-answer-unreadable = Probably it is a web page. Compare “Token endpoint” with the guide; for Microsoft it ends in /oauth2/v2.0/token.
mail-problem-token-malformed = The token contains characters that no token has.
mail-advice-token-malformed = Compare “Token endpoint” with the guide, and check that no proxy on the way changes its answers. If both are right, ask your mail provider.
mail-problem-token-invalid-client = The client ID or the client secret is not right.
mail-advice-token-invalid-client = Check that “Client secret” is the value of the secret, not its ID. Microsoft shows the value only once: if in doubt, make a new secret. Then compare “Client ID” with the application (client) ID of the app registration.
mail-problem-token-secret-expired = The client secret has expired.
mail-advice-token-secret-expired = Make a new client secret in the app registration, type its value as “Client secret” and save. Note the day on which it ends.
mail-problem-token-unknown-app = There is no app with this client ID in this tenant.
mail-advice-token-unknown-app = Compare “Client ID” with the application (client) ID of the app registration; it is not the object ID. Then check that “Token endpoint” contains the directory (tenant) ID of the same organization.
mail-problem-token-wrong-tenant = The tenant in the token endpoint does not exist.
mail-advice-token-wrong-tenant = Copy the directory (tenant) ID from the overview page of the app registration and put it into “Token endpoint”: https://login.microsoftonline.com/TENANT-ID/oauth2/v2.0/token, with this ID in place of TENANT-ID.
mail-problem-token-invalid-scope = The token service does not accept the scopes.
mail-advice-token-invalid-scope = For Microsoft 365, “Scopes” is exactly https://outlook.office365.com/.default and nothing else. For other providers, type what they say.
mail-problem-token-unauthorized = The token service does not allow this app to get a token.
mail-advice-token-unauthorized = Check with your provider that the app may use client credentials, that is, sign in without a person, and that it is not blocked. In Microsoft Entra, look at the app under “Enterprise applications”: it must not be disabled.
mail-problem-token-refused = The token service refused the request.
mail-advice-token-refused = Its answer stands above. Compare “Client ID”, “Client secret”, “Token endpoint” and “Scopes” with the guide; if all are right, ask your provider with this answer.
mail-problem-token-without-permission = The token lacks the permission to send mail, SMTP.SendAsApp.
mail-advice-token-without-permission = In the app registration, add the application permission SMTP.SendAsApp under “Office 365 Exchange Online” and grant admin consent. Then wait some minutes and try again.
mail-problem-token-clock-skew = The clock of this server and that of the token service differ by minutes.
mail-advice-token-clock-skew = Switch on time synchronization on this server, check its date and time, and try again.
mail-problem-token-needs-tls = The connection would not be encrypted, and a token never travels in clear.
mail-advice-token-needs-tls = Set “Port” to 587, where mail servers usually offer STARTTLS, or to 465, where encryption begins at once.
mail-problem-token-rejected = The mail server did not accept the token.
mail-advice-token-rejected = Check that “Mailbox” and “Sender address” name a mailbox as which the app may send. New permissions take up to an hour.

## Sender, recipient and message

mail-problem-send-as-denied = The mailbox that signed in may not send as this sender address.
mail-advice-send-as-denied = Type the address of the mailbox itself as “Sender address”. Or grant it the “Send As” permission for that address, and wait up to an hour.
mail-problem-sender-refused = The mail server does not accept the sender address.
mail-advice-sender-refused = Check “Sender address” for typing errors. If it is right, verify this address or its domain with your mail provider, or type one that is verified there.
mail-problem-relaying-denied = The mail server does not forward mail from this server to this recipient.
mail-advice-relaying-denied = If “Connection mode” is “None”, choose one with sign-in, or ask the mail server’s administrator to allow the network address of this server. Otherwise check that “Sender address” belongs to this mail server.
mail-problem-recipient-refused = The mail server does not accept the address of the recipient.
mail-advice-recipient-refused = Check it for typing errors. If it is right, the mailbox does not exist any more or takes no mail: ask the person for another address.
mail-problem-temporarily-refused = The mail server put this mail off for the moment.
mail-advice-temporarily-refused = Many mail servers do so with senders they do not know yet. You need to do nothing: DataSync tries again by itself. If it lasts for hours, ask your mail provider.
mail-problem-rate-limited = Your sending limit at the mail server is reached.
mail-advice-rate-limited = Wait: DataSync keeps the mails and tries again by itself. If it happens often or does not end, ask your mail provider for a higher limit, or whether it has paused your account.
mail-problem-message-refused = The mail server refused the message after it was transferred.
mail-advice-message-refused = Its answer stands above; mostly a spam filter or a rule of the mail server is the reason. Check that the domain of “Sender address” has the SPF and DKIM records that your mail provider asks for, then ask the provider with this answer.
mail-problem-message-too-large = The message is larger than the mail server takes.
mail-advice-message-too-large = The mails of DataSync are small, so this limit is unusually low. Ask the mail server’s administrator to raise it.
mail-problem-smtputf8-missing = An address contains letters that the mail server cannot take.
mail-advice-smtputf8-missing = Use addresses with the letters a to z only before the @, for sender and recipient. Or use a mail server that takes international addresses (SMTPUTF8).
mail-problem-unexpected = The mail server gave an answer that DataSync does not know.
mail-advice-unexpected = The answer stands above. Ask your mail provider with it.

## Warnings

mail-problem-secret-in-clear = The password would travel unencrypted.
mail-advice-secret-in-clear = Tick “Use SSL/TLS” and set “Port” to 587, where mail servers usually offer STARTTLS, or to 465. Leave it as it is only if the mail server stands in a network that you trust.
mail-problem-secret-unavailable = The stored secret cannot be opened for this destination.
mail-advice-secret-unavailable = Type the password, API key or client secret again and save: it was stored for another server or under another key.
mail-problem-password-mechanism-missing = The mail server does not take a plain username and password.
mail-advice-password-mechanism-missing = It offers none of the ways that DataSync knows for “Network credentials” and “API key” (PLAIN, LOGIN). Ask the mail provider to switch one of them on, or choose OAuth 2.0 if XOAUTH2 is among the ways shown above.
