//! A job failed, went on failing, or works again.

use super::Letter;
use crate::{
    database::entities::account,
    jobs::{kinds, words},
    mail::notice::{Notice, NoticeKind},
    paths::{Page, ServerUrl},
};

/// `page` is where people see more of it, `stop` the address under which these mails are switched off.
pub(crate) fn write(
    account: &account::Model,
    url: &ServerUrl,
    notice: &Notice,
    page: &Page,
    stop: String,
) -> Letter {
    let (language, t) = (account.language, account.language.text());
    let job = kinds::title(t, &notice.job);
    let (subject, text) = match notice.event {
        NoticeKind::Failed => (t.mail_job_failed_subject(&job), t.mail_job_failed_text(&job)),
        NoticeKind::FailedAgain => (
            t.mail_job_failed_again_subject(notice.failures, &job),
            t.mail_job_failed_again_text(notice.failures, &job),
        ),
        NoticeKind::Recovered => {
            (t.mail_job_recovered_subject(&job), t.mail_job_recovered_text(&job))
        }
        NoticeKind::Test => (t.mail_job_test_subject(), t.mail_job_test_text()),
    };
    let mut paragraphs = vec![text];
    if notice.event == NoticeKind::Recovered && notice.failures > 0 {
        paragraphs.push(t.mail_job_recovered_failures(notice.failures));
    }
    let mut facts = vec![(t.run_job(), job)];
    facts.extend(notice.started_at.map(|at| (t.run_started(), language.date_and_time(at))));
    facts.push((t.run_ended(), language.date_and_time(notice.ended_at)));
    let reason = notice.reason.as_ref();
    facts.extend(reason.map(|reason| (t.run_reason(), words::reason(language, reason))));
    let button = match notice.event {
        NoticeKind::Test => t.mail_job_test_button(),
        NoticeKind::Failed | NoticeKind::FailedAgain | NoticeKind::Recovered => t.mail_job_button(),
    };
    Letter {
        subject,
        paragraphs,
        facts,
        button: Some((button, url.link_to(page))),
        way_out: Some((t.mail_job_stop(), stop)),
        ..Letter::to(account, url)
    }
}
