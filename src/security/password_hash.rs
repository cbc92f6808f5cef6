//! Passwords at rest: Argon2id, never more at once than there are cores.
//!
//! Hashing is the most expensive thing an anonymous visitor can ask for. Permits bound the work,
//! the queue bounds the memory, and whoever comes after that is told to try again.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use argon2::{Argon2, Params, PasswordHash, PasswordHasher as _, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::{
    accounts::new_password::password::NewPassword,
    web::failure::{Error, Refusal},
};

/// OWASP's first recommendation for Argon2id: 19 MiB, 2 passes, 1 lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Waiting requests per core: about two seconds of work; more would be answered too late anyway.
const QUEUE_PER_CORE: usize = 64;

/// The hash of a password as a PHC string: what the database keeps.
#[derive(Clone)]
pub(crate) struct StoredHash(String);

impl StoredHash {
    pub(crate) fn from_database(text: String) -> Self {
        Self(text)
    }

    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

#[derive(Clone)]
pub(crate) struct PasswordHasher {
    permits: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    longest_queue: usize,
    /// Verified in place of a hash that does not exist, so that unknown names take the same time.
    dummy: Arc<str>,
}

impl PasswordHasher {
    pub(crate) fn new() -> Result<Self, Error> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            permits: Arc::new(Semaphore::new(cores)),
            waiting: Arc::default(),
            longest_queue: cores * QUEUE_PER_CORE,
            dummy: hash_now(&crate::security::random::url_safe_secret())?.into(),
        })
    }

    pub(crate) async fn hash(&self, password: &NewPassword) -> Result<StoredHash, Error> {
        let password = password.as_str().to_owned();
        self.run(move || hash_now(&password)).await?.map(StoredHash)
    }

    /// Whether `typed` is the password behind `stored`; with no `stored`, the same work and `false`.
    pub(crate) async fn verify(
        &self,
        typed: &str,
        stored: Option<StoredHash>,
    ) -> Result<bool, Error> {
        let typed = typed.to_owned();
        let is_real = stored.is_some();
        let hash = stored.map_or_else(|| self.dummy.to_string(), StoredHash::into_string);
        self.run(move || verify_now(&typed, &hash)).await?.map(|matches| matches && is_real)
    }

    /// Runs `work` on a thread of its own as soon as a core is free.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let _place = self.take_place_in_queue()?;
        let permit = Arc::clone(&self.permits).acquire_owned().await?;
        let done = tokio::task::spawn_blocking(move || {
            // Held by the thread, not by the request: a visitor who hangs up frees nothing early.
            let _permit = permit;
            work()
        });
        Ok(done.await?)
    }

    fn take_place_in_queue(&self) -> Result<Place, Error> {
        let place = Place(Arc::clone(&self.waiting));
        if place.0.fetch_add(1, Ordering::SeqCst) >= self.longest_queue {
            return Err(Refusal::Busy.into());
        }
        Ok(place)
    }
}

/// A place in the queue, given back when dropped.
struct Place(Arc<AtomicUsize>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn argon2id() -> Result<Argon2<'static>, Error> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)?;
    Ok(Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params))
}

fn hash_now(password: &str) -> Result<String, Error> {
    let salt = crate::security::random::bytes::<16>();
    Ok(argon2id()?.hash_password_with_salt(password.as_bytes(), &salt)?.to_string())
}

fn verify_now(typed: &str, hash: &str) -> Result<bool, Error> {
    let hash = PasswordHash::new(hash)?;
    match argon2id()?.verify_password(typed.as_bytes(), &hash) {
        Ok(()) => Ok(true),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Hashes once, for measurements.
pub(crate) fn hash_for_measurement() -> Result<(), Error> {
    hash_now("Measured 1 password").map(drop)
}
