### The first hour: the guided setup, the server settings, and what is left to do.

## The guide

setup-title = Setting up DataSync
setup-steps = Steps of the setup
setup-step-done = done
setup-connection-question = Where is the data kept?
setup-connection = This is where DataSync keeps its data. The embedded database is ready and needs nothing. If your company has a database server that is backed up and watched over, enter it here; everything moves over while you wait.
setup-connection-skipped = You can go on with the embedded database and move later without losing anything.
setup-mail-question = How do mails go out?
setup-mail = DataSync sends mails to people: links to activate their accounts and to set new passwords. Enter your mail server and send yourself a test.
setup-mail-skipped = Without a mail server you pass links on yourself: they are printed where the server runs, and the Users panel makes them for copying. Nobody can replace a forgotten password without your help.
setup-server-question = Where do people find DataSync?
setup-server = Links in mails begin with the Server URL. It should be the address that everybody types into the browser, with https.
setup-server-skipped = Without it links lead to the address on which the server listens, which usually works on this machine only.
setup-users-question = Who works with it?
setup-users = Add colleagues one by one or from a file, or tell them to register with the serial number. Tick who is mailed when a job fails, and choose who may register.
setup-users-skipped = You can add people at any time.
setup-done-title = Done
setup-done-question = Is everything in place?
setup-done = This is how everything stands. Try it before you tell your colleagues.
setup-summary-title = What is set
setup-summary-text = A test looks at the database, asks for this server under its Server URL and sends you a mail.
setup-left-help = It stays on the home page until it is done or you dismiss it.
setup-test = Test everything
setup-test-title = Test of everything
setup-test-back = Back to the settings
setup-test-mail-failed = The test mail did not go out. The stage above says why and what to do.
setup-test-impossible = The mail settings cannot be used as they are.
setup-continue = Continue
setup-skip = Skip for now
setup-back = Back
setup-finish = Finish setup

## What is left to do

tasks-title = Left to do
tasks-dismiss = Dismiss
# $task (String) - What is left to do.
tasks-dismiss-label = Dismiss: { $task }
task-mail = Set a mail server, so that links reach people by mail
task-server-url = Set the Server URL, so that links in mails work for everybody
task-try-server-url = Open the Server URL in a browser once, to see that it leads here
task-users = Add your colleagues
task-notifications = Choose who is mailed when a job fails

## Settings: server

settings-server-title = Server
settings-server-text = The address of this server, whom it believes about where requests come from, and how long people stay logged in.
server-saved = The server settings are in force.
# $url (String) - The Server URL.
server-state-reached = Links begin with { $url }, and a browser has come that way.
# $url (String) - The Server URL.
server-state-untried = Links begin with { $url }. No browser has come that way yet.
server-try = Try it in this browser
field-server-url = Server URL
field-server-url-help = Every link in a mail begins with it, for example https://sync.example.com. If it changes from http to https, everybody has to log in again.
# $url (String) - The address on which the server listens.
field-server-url-default = Every link in a mail begins with it, for example https://sync.example.com. Blank: { $url }, where this server listens. If it changes from http to https, everybody has to log in again.
field-save-unreached = Save this address although the server cannot reach it
field-save-unreached-help = Right if you know that browsers can: some networks do not let a server reach its own public address. If you lock yourself out, start the server with the right address in DATASYNC__SERVER__URL, log in and save this panel.
field-trusted-proxies = Trusted proxies
field-trusted-proxies-help = Addresses or networks of the proxies in front of this server, like 10.0.0.0/8. Only these are believed about whom a request comes from. Blank: there is no proxy.
field-session-idle-hours = Log out after hours without use
field-session-idle-hours-help = From 1 to 168.
field-session-days = Log out at the latest after days
field-session-days-help = From 1 to 90, however much somebody works.
field-show-version = Show the version before login
field-show-version-help = Colleagues who ask for help can say it; strangers can read it, too.
server-reach-reached = This server has reached itself under its Server URL.
server-reach-something-else = Something else answers under the Server URL. Look at the name, the port and the proxy.
server-reach-no-answer = This server cannot reach its Server URL. If browsers can, all is well; else look at the name, the port, the proxy and its certificate.

## The page behind “Try it”

reached-title = This address leads to DataSync
# $url (String) - The Server URL.
reached-text = Links that begin with { $url } work in this browser. You can close this page.
reached-back = To the settings
reached-not-title = Not this installation
reached-not = The address leads to a DataSync server, but the code in it belongs to another installation or is not complete.
