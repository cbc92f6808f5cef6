//! What people are mailed about their account, and at which address.

use super::mail::app_with;
use crate::tests::support::{MailPeers, link_in, password_fields, through, token_of};

#[tokio::test]
async fn what_happens_to_an_account_is_mailed_to_the_right_address() {
    let peers = MailPeers::get().await;
    let (app, mut ada, _) = app_with(&peers, through(&peers, "plain", "none")).await;
    let text = |mail: &serde_json::Value| {
        let parsed = mail_parser::MessageParser::default();
        let parsed = parsed.parse(mail["source"].as_str().unwrap().as_bytes()).unwrap();
        format!("{}\n{}", parsed.subject().unwrap(), parsed.body_text(0).unwrap())
    };
    let newest = async |address: &str| {
        app.deliver().await;
        peers.mails_to(address).await.last().map(&text).unwrap_or_default()
    };
    app.browser().post("forgot_username", &[("email", "ADA@example.com")]).await;
    let mail = newest("ada@example.com").await;
    assert!(mail.contains("Your DataSync usernames"), "{mail}");
    assert!(mail.lines().any(|line| line == "ada"), "{mail}");

    ada.post("change_email", &[("email", "ada@new.example")]).await;
    app.deliver().await;
    let mails = peers.mails_to("ada@new.example").await;
    let [mail] = &mails[..] else { panic!("one mail, not {mails:?}") };
    let link = link_in(mail);
    let before = peers.mails_to("ada@example.com").await.len();
    app.browser().post("confirm_email", &[("token", token_of(&link))]).await;
    let mail = newest("ada@example.com").await;
    assert!(mail.contains("was changed") && !mail.contains("ada@new.example"), "{mail}");
    assert_eq!(peers.mails_to("ada@example.com").await.len(), before + 1);

    let fields = password_fields("", "Another 43 engine");
    ada.post("change_password", &fields[1..]).await.expect_redirect("/account?saved=password");
    let mail = newest("ada@new.example").await;
    assert!(mail.contains("password was changed"), "{mail}");
    assert_eq!(peers.mails_to("ada@example.com").await.len(), before + 1);
}
