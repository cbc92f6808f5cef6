### The pages of jobs and their runs, and what Home says of them.

## All jobs

jobs-title = Jobs
jobs-text = Scheduled jobs, their next runs and their latest results. DataSync keeps runs for 90 days.
# $most (String) - How many runs may be under way at once.
# $running (Number) - How many are.
# $waiting (Number) - How many wait.
jobs-backlog = { $running ->
    [one] One run is under way
   *[other] { $running } runs are under way
}, { $waiting ->
    [one] one waits
   *[other] { $waiting } wait
}: at most { $most } run at once.
jobs-schedule = Schedule
jobs-next-run = Next run
jobs-last-run = Last run
# $count (Number) - How many runs.
jobs-more-open = { $count ->
    [one] and one more
   *[other] and { $count } more
}
jobs-never = Has not run yet
jobs-reported = Run by another program
jobs-none-reported = No other program has reported a run yet. With an API token, programs of yours report their runs here, and people are told when one fails.
jobs-none-reported-link = Make an API token
jobs-back = All jobs

## One job

job-off = Off
job-run-now = Run now
# $job (String) - Its name.
job-run-now-label = Run now: { $job }
job-facts-title = Overview
job-next-runs = Next runs
job-now = At this moment
job-heartbeats = Heartbeat
# $minutes (Number) - After how many minutes.
job-heartbeats-text = { $minutes ->
    [one] A run has failed if no heartbeat arrives for one minute.
   *[other] A run has failed if no heartbeat arrives for { $minutes } minutes.
}
job-notices = Mails
job-tells-yes = When it fails, everybody with email notifications on is told.
job-tells-no = Nobody is told when it fails.
job-saved = Saved.
job-plan-title = Settings of this job
job-schedule-help = Minute, hour, day, month, weekday: “0 2 * * *” is every day at two at night, “*/15 * * * *” every 15 minutes, “0 8 * * 1” every Monday at eight.
job-time-zone = Time zone
job-time-zone-help = As in “Europe/Paris” or “UTC”. It decides when two at night is.
job-enabled = Runs by schedule
job-enabled-help = Otherwise it only runs when somebody presses “Run now”.
job-tells = Mail people when it fails
job-tells-help = Goes to everybody with email notifications on: the first failure at once, further ones together, at most once an hour.
job-heartbeat = Heartbeat timeout in minutes
job-heartbeat-help = From 1 to 1,440. A run has failed if its program sends no report for longer.
job-rename-title = Name
job-rename-text = Programs report under the new name from now on; API tokens for this job alone stay valid for it. Links in mails sent before stop working.
job-rename-name = New name
job-rename-help = At most 100 small letters, digits, dots, hyphens and underscores, beginning with a letter or digit.
job-rename = Rename
job-remove-title = Remove this job
job-remove-text = The job and all its runs disappear. If a program reports it again, it is back.
# $job (String) - Its name.
job-remove-confirm = To remove it, type its name: { $job }
job-remove = Remove

## Runs

runs-title = Runs
runs-text = The newest first.
runs-filter = Show runs by state
runs-any = All
runs-none = No run matches this filter.
runs-chart = Runs of the last 30 days
# $failed (String) - A number.
# $succeeded (String) - A number.
runs-counted = Succeeded: { $succeeded }. Failed: { $failed }.
run-page-title = Run
# $job (String) - The name of the job.
run-title = Run: { $job }
run-state = State
run-cause = Cause
run-duration = Duration
run-scheduled-for = Due
run-asked-for = Asked for
run-facts = About this run
run-log = Log
run-log-empty = This run wrote nothing into its log.
run-progress-label = Progress
# $percent (String) - From 0 to 100.
run-progress = { $percent }%
run-goes-on = This run is still under way.
run-cancel = Cancel run
# $by (String) - A username, or the name of an API token.
run-cancelling = { $by } asked to cancel this run. It stops within a few seconds.
run-look-again = Look again
run-back = Back to the job

## Home

# $count (Number) - Runs that succeeded.
home-jobs-succeeded = { $count ->
    [one] run succeeded in 30 days
   *[other] runs succeeded in 30 days
}
# $count (Number) - Runs that failed.
home-jobs-failed = { $count ->
    [one] One run failed
   *[other] { $count } runs failed
}
home-jobs-link = Show jobs
# $job (String) - Its name.
home-next-job-failed = The job “{ $job }” failed the last time it ran.
home-next-job-failed-link = See why

## Refusals

refusal-no-such-job = This job no longer exists. Somebody may have renamed or removed it.
refusal-runs-elsewhere = You can’t do this with this job. Start and cancel jobs of other programs there; built-in jobs can be switched off, but not renamed or removed.
refusal-already-queued = A run of this job is already queued. It starts as soon as it can.
refusal-no-such-run = This run no longer exists.
refusal-run-has-ended = This run has already ended, so there is nothing to cancel.

## Audit

# $job (String) - Its name.
audit-about-job = Job: { $job }
audit-ran-job = Started a job by hand
audit-cancelled-run = Cancelled a run
audit-saved-job = Saved the settings of a job
audit-renamed-job = Renamed a job
audit-removed-job = Removed a job
