### Jobs, their runs, and who hears of their failures.

## Jobs

job-backup = Backup
job-backup-text = Writes everything that DataSync keeps into one file in the data directory.
job-connection-check = Connection check
job-connection-check-text = Tests the connection to the database, the mail server and the Server URL.
job-clean-up = Clean-up
job-clean-up-text = Removes expired data: ended sessions, used links, old mails, old runs.
job-license-check = License check
job-license-check-text = Fails when the license expires within 30 days, so that you’re notified in time.
job-reported-text = Another program runs this job and reports its runs.

## Runs

run-job = Job
run-started = Started
run-ended = Ended
run-reason = Reason
run-queued = Queued
run-running = Running
run-succeeded = Succeeded
run-failed = Failed
run-cancelled = Cancelled
run-not-run = Not run
run-by-schedule = By schedule
run-caught-up = Missed, and caught up
# $by (String) - A username.
run-by-person = Started by { $by }
# $by (String) - The name of an API token.
run-by-report = Reported with the token “{ $by }”
run-by-somebody = Started by hand

## Why a run failed

reason-none-given = The program that ran this job gave no reason.
reason-no-heartbeat = The program that ran this job sent no heartbeat in time. Check whether it’s still running.
reason-interrupted = The server that ran this job stopped before the run ended. The job runs again at its next scheduled time.
# $by (String) - A username, or the name of an API token.
reason-cancelled = { $by } cancelled this run.
reason-database-unreachable = The database couldn’t be reached when this run was due. The job ran as soon as it could.
reason-server-stopped = No server was running when this run was due. The job ran as soon as it could.
# $reference (String) - Eight hexadecimal digits.
reason-fault = Something went wrong that nobody expected. The log of the server says what, under { $reference }.
# $problem (String) - A sentence and advice.
reason-mail-server = Mail server: { $problem }
reason-server-url-unreached = Requests to the Server URL do not arrive at this server. See Settings, Server.
# $problem (String) - The words of the operating system.
reason-backup-not-written = The backup could not be written: { $problem }. See that there is room, and that the server may write into its data directory.
reason-test = None: somebody tries whether this mail arrives.

## What a run came to

result-title = Result
result-file = File
result-size = Size
# $kilobytes (String) - A number.
result-kilobytes = { $kilobytes } KiB
result-tables = Tables
result-rows = Rows
result-backups-removed = Older backups removed
result-database = Database
result-mail-server = Mail server
result-server-url = Server URL
# $millis (String) - A number.
result-millis = { $millis } ms
result-url-reached = Leads to this server
result-url-unreached = Doesn’t lead to this server
result-not-set-up = Not set up
result-runs-removed = Old runs removed

## What runs write into their log

# $rows (String) - A number.
# $table (String) - Its name.
line-table-saved = { $table }: { $rows }
# $kilobytes (String) - The size of the file.
# $file (String) - Its name.
# $rows (String) - A number.
line-backup-written = { $file } written: { $rows } rows, { $kilobytes } KiB.
# $count (Number) - How many files.
line-old-backups-removed = { $count ->
    [one] One older backup removed.
   *[other] { $count } older backups removed.
}
# $millis (String) - A number.
line-database-answered = The database answered in { $millis } ms.
line-no-mail-server = No mail server is set up: there is nothing to check.
# $millis (String) - A number.
line-mail-server-answered = The mail server let DataSync in, in { $millis } ms.
line-server-url-reached = The Server URL leads to this server.
line-server-url-not-set = No Server URL is set: there is nothing to check.
# $count (Number) - How many runs.
line-runs-removed = { $count ->
    [0] No old run to remove.
    [one] One old run removed.
   *[other] { $count } old runs removed.
}
line-tidied-up = Ended sessions, used links, old counts, mails and audit entries removed.
# $characters (String)
line-left-out = { $characters } characters of the log were left out here: a report holds 50,000.
line-cut-off = The rest of the log was left out: DataSync keeps a million characters of each run.
line-license-valid = The license is valid for more than 30 days.

## Mails

# $job (String) - Its name.
mail-job-failed-subject = { $job } failed
# $job (String) - Its name.
mail-job-failed-text = The job “{ $job }” failed. If it goes on failing, you get at most one mail an hour.
# $count (Number) - How often.
# $job (String) - Its name.
mail-job-failed-again-subject = { $count ->
    [one] { $job } failed once more
   *[other] { $job } failed { $count } more times
}
# $count (Number) - How often.
# $job (String) - Its name.
mail-job-failed-again-text = { $count ->
    [one] Since the last mail, the job “{ $job }” failed once more:
   *[other] Since the last mail, the job “{ $job }” failed { $count } more times. The latest:
}
# $job (String) - Its name.
mail-job-recovered-subject = { $job } works again
# $job (String) - Its name.
mail-job-recovered-text = The job “{ $job }” succeeded again.
# $count (Number) - How often.
mail-job-recovered-failures = { $count ->
    [one] Before that, it failed once more since the last mail.
   *[other] Before that, it failed { $count } more times since the last mail.
}
mail-job-test-subject = Test: a job failed
mail-job-test-text = This is a test. No job has failed: you see what such a mail looks like, and that it reaches you.
mail-job-button = Open the run
mail-job-test-button = Open the jobs
mail-job-stop = Stop these mails
mails-job = Notice: job

## The API

api-no-token = No token
api-no-token-detail = Send an API token as “Authorization: Bearer …”. An administrator makes one in Settings, API tokens.
api-token-unusable = The token cannot be used
api-token-unusable-detail = It is unknown, has expired or was revoked. An administrator makes a new one in Settings, API tokens.
api-wrong-scope = The token is good for something else
api-wrong-scope-detail = Use a token whose scope allows this.
api-other-job = The token is good for another job
api-other-job-detail = Use a token for this job, or one for every job.
api-built-in = DataSync runs this job itself
api-built-in-detail = Report under another name.
api-runs-elsewhere = Another program runs this job
api-runs-elsewhere-detail = DataSync can only cancel runs that it works at itself. Stop this one in the program that runs it.
api-not-found = There is nothing here
api-not-found-detail = See /api/v1/openapi.json for what there is.
api-method = Not with this method
api-method-detail = See /api/v1/openapi.json for what there is.
api-not-json = The body is not JSON
api-not-json-detail = Send it with “Content-Type: application/json”.
api-malformed = The body is not a report
# $line (String) - A number.
# $column (String) - A number.
# $what (String) - The words of the parser, in English.
api-malformed-detail = Line { $line }, column { $column }: { $what }
api-invalid = A value cannot be used
# $field (String) - The name of a field.
api-invalid-detail = See the description of “{ $field }” in /api/v1/openapi.json.
api-too-large = The body is too large
api-too-large-detail = At most 32 MiB. Send long logs in parts.
api-has-ended = The run has ended
# $state (String) - Succeeded, failed, cancelled.
api-has-ended-detail = It is recorded as: { $state }. To report another run, use a new key.
api-too-many-jobs = Too many jobs
# $most (String) - A number.
api-too-many-jobs-detail = There are { $most } already. Report under a name that is there, or remove jobs.
api-too-many-requests = Too many requests
# $at_once (String) - How many requests are taken at once.
# $a_second (String) - How many a second are taken in the long run.
api-too-many-requests-detail = This token has made more than { $at_once } requests at once, and makes more than { $a_second } a second. Wait for as long as Retry-After says, and send them more slowly.
api-unavailable = Not now
api-unavailable-detail = The server or its database is busy or away. Try again in a few seconds; the same key makes sure that nothing is noted twice.
api-fault = Something went wrong
