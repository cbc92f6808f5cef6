//! What guesses are counted for, and how many of them are free.

use std::{net::IpAddr, time::Duration};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use crate::base::{names::UsernameKey, secret::Secret};

/// What guesses are counted for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Subject<'a> {
    /// Where they come from. A household or data centre has a whole /64 of IPv6.
    Address(IpAddr),
    /// The /48 of IPv6 that an address is in: a site, whose many /64 one person may have.
    Site(IpAddr),
    /// The username they are made at, from browsers that nobody has signed in from.
    Username(&'a UsernameKey),
    /// A browser that the account of this username has signed in from, by the hash of its token:
    /// counted for itself, so that no stranger's guesses keep the owner out.
    Device(&'a str, &'a UsernameKey),
    /// The password of somebody who is signed in, by the hash of the session's token.
    Proof(&'a str),
    /// The second factor of whoever knew the password, from browsers that are new to the account, by
    /// its id.
    SecondFactor(&'a str),
    /// The same in one browser that the account has been used in, by the hash of its token. Counted
    /// apart from the password: typing that right says nothing about codes.
    SecondFactorIn(&'a str, &'a str),
    /// The same in all of these browsers together: a new password makes a browser known, and each of
    /// them would have guesses of its own.
    SecondFactorInKnown(&'a str),
    /// Mails that were asked for from an address.
    MailsFrom(IpAddr),
    /// The same from a /48 of IPv6.
    MailsFromSite(IpAddr),
    /// Mails that were asked for under a name or an address, or by an account.
    MailsFor(&'a str),
    /// Mails that tell the owner of an account, by its id, of sign-ins.
    SignInMails(&'a str),
    /// Accounts that were registered with an email address, by its key. Counted apart from
    /// [`Self::MailsFor`]: nobody keeps others' reset links back by registering with their addresses.
    RegistrationsFor(&'a str),
}

/// How many guesses are free, and how long until one of them is forgotten.
#[derive(Debug, Clone, Copy)]
pub(super) struct Allowance {
    pub(super) free: i32,
    pub(super) forgotten_after: Duration,
}

/// What somebody is who is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Whoever guesses right has shown to be the owner of the account.
    Account,
    /// That is not the owner of the address.
    Address,
    Mails,
}

impl Subject<'_> {
    /// What is counted besides, with a higher allowance.
    pub(super) fn wider(self) -> Option<Self> {
        match self {
            Self::Address(address) if is_ipv6(address) => Some(Self::Site(address)),
            Self::MailsFrom(address) if is_ipv6(address) => Some(Self::MailsFromSite(address)),
            _ => None,
        }
    }

    /// What stands in the table: names that people typed, perhaps passwords, are not kept.
    pub(super) fn key(self) -> String {
        let text = match self {
            Self::Address(address) => format!("address {}", network(address, HOUSE)),
            Self::Site(address) => format!("site {}", network(address, SITE)),
            Self::Username(key) => format!("username {}", key.as_str()),
            Self::Device(token_hash, key) => format!("device {token_hash} {}", key.as_str()),
            Self::Proof(token_hash) => format!("proof {token_hash}"),
            Self::SecondFactor(account_id) => format!("second factor {account_id}"),
            Self::SecondFactorIn(token_hash, account_id) => {
                format!("second factor in {token_hash} {account_id}")
            }
            Self::SecondFactorInKnown(account_id) => {
                format!("second factor in known browsers {account_id}")
            }
            Self::MailsFrom(address) => format!("mails from {}", network(address, HOUSE)),
            Self::MailsFromSite(address) => format!("mails from site {}", network(address, SITE)),
            Self::MailsFor(name) => format!("mails for {name}"),
            Self::SignInMails(account_id) => format!("mails about sign-ins {account_id}"),
            Self::RegistrationsFor(email) => format!("registrations for {email}"),
        };
        Secret::new(text).sha256()
    }

    pub(super) const fn allowance(self) -> Allowance {
        match self {
            // Whole offices share an address.
            Self::Address(_) | Self::MailsFrom(_) => {
                Allowance { free: 30, forgotten_after: Duration::from_mins(1) }
            }
            // As twenty of these: networks of telephones have thousands of strangers in one.
            Self::Site(_) | Self::MailsFromSite(_) => {
                Allowance { free: 600, forgotten_after: Duration::from_secs(3) }
            }
            Self::MailsFor(_) | Self::SignInMails(_) | Self::RegistrationsFor(_) => {
                Allowance { free: 3, forgotten_after: Duration::from_mins(15) }
            }
            Self::Username(_)
            | Self::Device(..)
            | Self::Proof(_)
            | Self::SecondFactor(_)
            | Self::SecondFactorIn(..) => {
                Allowance { free: 5, forgotten_after: Duration::from_mins(15) }
            }
            // More than one browser gets: alone, it cannot keep the others waiting.
            Self::SecondFactorInKnown(_) => {
                Allowance { free: 20, forgotten_after: Duration::from_mins(15) }
            }
        }
    }

    pub(super) const fn kind(self) -> Kind {
        match self {
            Self::Address(_) | Self::Site(_) | Self::MailsFrom(_) | Self::MailsFromSite(_) => {
                Kind::Address
            }
            Self::MailsFor(_) | Self::SignInMails(_) | Self::RegistrationsFor(_) => Kind::Mails,
            Self::Username(_)
            | Self::Device(..)
            | Self::Proof(_)
            | Self::SecondFactor(_)
            | Self::SecondFactorIn(..)
            | Self::SecondFactorInKnown(_) => Kind::Account,
        }
    }
}

/// What everybody has at will.
const HOUSE: u8 = 64;
/// What a provider gives to a site (RFC 6177), and some to whoever asks.
const SITE: u8 = 48;

fn is_ipv6(address: IpAddr) -> bool {
    address.to_canonical().is_ipv6()
}

/// Where an address belongs to: what a household or a data centre has.
pub(crate) fn house_of(address: IpAddr) -> IpNet {
    network(address, HOUSE)
}

/// The part of an address that counts; of IPv6, the network of that length.
fn network(address: IpAddr, length: u8) -> IpNet {
    match address.to_canonical() {
        IpAddr::V4(address) => Ipv4Net::from(address).into(),
        IpAddr::V6(address) => {
            Ipv6Net::new(address, length).map_or_else(|_| address.into(), |net| net.trunc()).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_64_of_ipv6_is_one_address() {
        let key = |text: &str| Subject::Address(text.parse().unwrap()).key();
        assert_eq!(key("2001:db8::1"), key("2001:db8::ffff:1"));
        assert_ne!(key("2001:db8::1"), key("2001:db8:0:1::1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
        assert_eq!(key("192.0.2.1"), key("::ffff:192.0.2.1"));
    }
}
