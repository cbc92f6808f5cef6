### API tokens: what programs show instead of a password.

api-tokens-title = API tokens
api-tokens-text = Other programs report, read or cancel runs of jobs with a token instead of a password. Anyone who has a token can use it, so give each program its own.
api-tokens-none = There are no tokens yet.

## In the list

api-tokens-column-permission = Permission
api-tokens-column-made = Made by
api-tokens-column-expires = Expires
api-tokens-column-last-used = Last used
api-tokens-may-report = May report runs of every job
# $job (String) - Its name.
api-tokens-may-report-job = May report runs of the job { $job }
api-tokens-may-read = May read jobs and runs
api-tokens-may-run = May cancel runs of every job
# $job (String) - Its name.
api-tokens-may-run-job = May cancel runs of the job { $job }
api-tokens-usable = Usable
api-tokens-expired = Expired
api-tokens-revoked = Revoked
api-tokens-revoke = Revoke
# $name (String) - The name of the token.
api-tokens-revoke-which = Revoke { $name }
api-tokens-was-revoked = The token is revoked. It opens nothing any more.

## A new one

api-tokens-new = Make a token
api-tokens-name-help = Which program is it for, and where does that run?
api-tokens-report = Report runs of jobs
api-tokens-read = Read jobs and runs
api-tokens-run = Cancel runs of jobs
api-tokens-job = Only this job
api-tokens-job-help = Restricts a token that reports or cancels runs to one job. Leave it blank for every job.
# $days (String) - A number.
api-tokens-days = In { $days } days
api-tokens-year = In a year
api-tokens-make = Make token

## Shown once

api-tokens-made-title = New API token
# $name (String) - The name of the token.
api-tokens-made-text = This is the token “{ $name }”. It is shown only now: copy it to where the program reads it, and keep it like a password.
api-tokens-token = Token
# $permission (String) - What it is good for: “May report runs of every job”.
# $until (String) - Date and time.
api-tokens-until = { $permission }, until { $until }.
# $permission (String) - What it is good for: “May report runs of every job”.
api-tokens-endless = { $permission }, until it is revoked.
api-tokens-example = To try it:
api-tokens-shown-before = A token is shown only once, right after it was made. If it is lost, revoke it and make another one.

## Revoking

api-tokens-revoke-title = Revoke a token
api-tokens-revoke-text = The program that uses this token is refused from now on. This cannot be undone.
# $at (String) - Date and time.
api-tokens-was-used = Last used: { $at }.
api-tokens-was-never-used = Nobody has used it yet.
