### Who hears of it when a job fails.

## Settings

settings-notices-title = Failure notices
settings-notices-text = Who hears of it when a job fails: of the first failure at once, of further ones at most once an hour and job, and once when it works again.
notices-saved = Saved.
# $count (Number) - How many users.
notices-mailed = { $count ->
    [one] One user has email notifications on.
   *[other] { $count } users have email notifications on.
}
notices-mailed-link = Who that is
notices-nobody = Nobody is mailed when a job fails. Switch email notifications on for at least one user.
notices-nobody-link = Choose among the users
notices-no-mail-server = No mail server is set up: mails cannot go out. Set one up first.
field-webhook-url = Webhook URL
field-webhook-url-help = A program at this address is told as well. It begins with https://; http:// only if the program runs on this machine. Blank: none.
field-new-webhook-secret = Make a new secret
field-new-webhook-secret-help = The old one stops working at once: give the new one to the program that receives the posts.
webhook-secret-text = Every post is signed with this secret. It is shown only now: give it to the program that receives the posts. If it gets lost, make a new one.
webhook-secret-label = Secret of the webhook
notices-test = Send a test failure
notices-test-help = Tells of a failure that did not happen: to you by mail, and to the webhook that was saved.
notices-tested-both = A test mail to you and a test post to the webhook are on their way. What becomes of the post is said below; of the mail, under:
notices-tested-mail = A test mail to you is on its way. What becomes of it is said under:
notices-tested-webhook = A test post to the webhook is on its way; what becomes of it is said below. No mail goes out, because no mail server is set up.
notices-tested-nothing = Nothing was sent: there is neither a mail server nor a webhook.

## How posting to the webhook goes

webhook-nothing-yet = Nothing was posted to this address yet.
# $at (String) - Date and time.
webhook-last-sent = The last post was taken in on { $at }.
# $at (String) - Date and time.
# $problem (String) - A sentence and advice.
webhook-last-failed = The last post was given up on { $at }. { $problem }
# $count (Number) - How many posts.
webhook-waiting = { $count ->
    [one] One post is waiting.
   *[other] { $count } posts are waiting.
}
# $at (String) - Date and time of the next try.
# $count (Number) - How many posts.
# $problem (String) - A sentence and advice.
webhook-waiting-failed = { $count ->
    [one] One post is waiting and is tried again on { $at }. { $problem }
   *[other] { $count } posts are waiting; the next try is on { $at }. { $problem }
}
# $status (String) - A number.
webhook-problem-refused = The program answered with status { $status }. Its log should say why.
webhook-problem-gone = The program answered with status 410: it does not want to be posted to any more. Remove the address, or ask whoever runs the program.
# $words (String) - The words of the operating system.
webhook-problem-unreachable = The address could not be reached: { $words }. Check how it is spelt, and that this server may connect to it.
webhook-problem-too-slow = There was no answer within ten seconds. The program should answer first and work afterwards.
webhook-problem-redirected = The address leads on to another one, and redirects are not followed. Enter the address that it leads to.
webhook-problem-answer-too-large = The answer was longer than 64 KiB. A short one will do.
webhook-problem-no-secret = The secret of this address cannot be opened any more. Make a new one.

## The link in these mails

unsubscribe-title = Stop the mails about failed jobs?
# $username (String) - The username of the account.
unsubscribe-text = The account “{ $username }” is mailed when a job fails. Nothing else changes if you stop that.
unsubscribe-submit = Stop these mails
unsubscribed-title = These mails are stopped
# $username (String) - The username of the account.
unsubscribed-text = The account “{ $username }” is not mailed any more when a job fails.
unsubscribed-back = To be mailed again, log in and tick “Email notifications” under Your account.
unsubscribe-unusable = Perhaps it was cut off in the mail, or the account is gone. You can stop these mails yourself: log in and untick “Email notifications” under Your account.
