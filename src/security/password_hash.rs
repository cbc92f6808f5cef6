//! Passwords at rest: Argon2id, never more at once than there are cores.
//!
//! Hashing is the most expensive thing an anonymous visitor can ask for. Permits bound the work,
//! the queue bounds the memory, and whoever comes after that is told to try again.

use std::{
    cell::RefCell,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use argon2::{Algorithm, Argon2, Block, Params, PasswordHash, PasswordHasher as _, Version};
use subtle::ConstantTimeEq;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use zeroize::Zeroizing;

use crate::base::{
    failure::{Error, Refusal},
    password::{NewPassword, composed},
};

/// OWASP's first recommendation for Argon2id: 19 MiB, 2 passes, 1 lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// What one hash costs, in KiB that are filled.
const WORK: u32 = MEMORY_KIB * PASSES;
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
    /// Twice as many as cores: while one hashes, the next looks up what it has to compare with.
    turns: Arc<Semaphore>,
    /// One a core.
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
            turns: Arc::new(Semaphore::new(2 * cores)),
            permits: Arc::new(Semaphore::new(cores)),
            waiting: Arc::default(),
            longest_queue: cores * QUEUE_PER_CORE,
            dummy: hash_now(&crate::base::random::url_safe_secret())?.into(),
        })
    }

    pub(crate) async fn hash(&self, password: &NewPassword) -> Result<StoredHash, Error> {
        self.acquire_permit().await?.hash(password.as_str()).await
    }

    /// Waits until a core is free soon; refuses at once where too many wait already.
    pub(crate) async fn acquire_permit(&self) -> Result<HashingPermit, Error> {
        let place = self.enter_queue()?;
        let turn = Arc::clone(&self.turns).acquire_owned().await?;
        Ok(HashingPermit {
            held: Arc::new((place, turn)),
            permits: Arc::clone(&self.permits),
            dummy: Arc::clone(&self.dummy),
        })
    }

    fn enter_queue(&self) -> Result<QueuePlace, Error> {
        let place = QueuePlace(Arc::clone(&self.waiting));
        if place.0.fetch_add(1, Ordering::SeqCst) >= self.longest_queue {
            return Err(Refusal::Busy.into());
        }
        Ok(place)
    }
}

/// The right to a core, until it is dropped and its work is done.
pub(crate) struct HashingPermit {
    /// Shared with the thread that works: a visitor who hangs up frees nothing early.
    held: Arc<(QueuePlace, OwnedSemaphorePermit)>,
    permits: Arc<Semaphore>,
    dummy: Arc<str>,
}

/// What became of a typed password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Wrong,
    Right,
    /// Right, and its hash is not one that would be made today: weaker, or of another form of the
    /// characters.
    RightButOutdated,
}

impl HashingPermit {
    /// Compares `typed` with the password behind `stored`; with no `stored`, the same work for
    /// nothing. Hashes are of composed characters; older ones are of whatever was typed, so that is
    /// tried as well.
    pub(crate) async fn verify(
        &self,
        typed: &str,
        stored: Option<StoredHash>,
    ) -> Result<Verdict, Error> {
        let is_real = stored.is_some();
        let hash = stored.map_or_else(|| self.dummy.to_string(), StoredHash::into_string);
        let (composed, typed) = (composed(typed), Zeroizing::new(typed.to_owned()));
        let verdict = self.run(move || {
            let verdict = verify_now(&composed, &hash)?;
            if verdict != Verdict::Wrong || composed == typed {
                return Ok(verdict);
            }
            let as_typed = verify_now(&typed, &hash)?;
            Ok(if as_typed == Verdict::Wrong { Verdict::Wrong } else { Verdict::RightButOutdated })
        });
        let verdict = verdict.await?;
        if is_real { verdict } else { verdict.map(|_| Verdict::Wrong) }
    }

    /// Hashes a password that was just right, or that may be set.
    pub(crate) async fn hash(&self, password: &str) -> Result<StoredHash, Error> {
        let password = composed(password);
        self.run(move || hash_now(&password)).await?.map(StoredHash)
    }

    /// Runs `work` on a thread of its own.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let permit = Arc::clone(&self.permits).acquire_owned().await?;
        let held = (Arc::clone(&self.held), permit);
        let done = tokio::task::spawn_blocking(move || {
            let _held = held;
            work()
        });
        Ok(done.await?)
    }
}

/// A place in the queue, given back when dropped.
struct QueuePlace(Arc<AtomicUsize>);

impl Drop for QueuePlace {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn argon2id() -> Result<Argon2<'static>, Error> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash_now(password: &str) -> Result<String, Error> {
    let salt = crate::base::random::bytes::<16>();
    Ok(argon2id()?.hash_password_with_salt(password.as_bytes(), &salt)?.to_string())
}

thread_local! {
    /// What a hash fills, kept for the next one: to get 19 MiB from the system anew costs a tenth of
    /// it. Threads that have nothing to hash end after seconds, and their memory with them.
    static MEMORY: RefCell<Vec<Block>> = const { RefCell::new(Vec::new()) };
}

fn verify_now(typed: &str, stored: &str) -> Result<Verdict, Error> {
    let stored = PasswordHash::new(stored)?;
    let params = Params::try_from(&stored)?;
    let (Some(salt), Some(expected)) = (&stored.salt, &stored.hash) else {
        return Err(argon2::password_hash::Error::EncodingInvalid.into());
    };
    let algorithm = Algorithm::try_from(stored.algorithm.as_str())?;
    let version = stored.version.map_or(Ok(Version::default()), Version::try_from)?;
    let work = params.m_cost().saturating_mul(params.t_cost());
    let mut found = vec![0; expected.len()];
    fill(&Argon2::new(algorithm, version, params), typed, salt, &mut found)?;
    // A weaker hash is quicker to verify, and the difference would tell that there is such an account.
    if let Some(missing) = WORK.checked_sub(work).filter(|missing| *missing >= Params::MIN_M_COST) {
        let params = Params::new(missing, 1, LANES, None)?;
        fill(&Argon2::new(algorithm, version, params), typed, salt, &mut [0; 32])?;
    }
    let is_right: bool = found.as_slice().ct_eq(expected.as_bytes()).into();
    Ok(match (is_right, work < WORK) {
        (false, _) => Verdict::Wrong,
        (true, false) => Verdict::Right,
        (true, true) => Verdict::RightButOutdated,
    })
}

/// Hashes in the thread's own memory.
fn fill(argon2: &Argon2<'_>, typed: &str, salt: &[u8], out: &mut [u8]) -> Result<(), Error> {
    let blocks = argon2.params().block_count();
    MEMORY.with_borrow_mut(|memory| {
        if memory.len() < blocks {
            memory.resize(blocks, Block::default());
        }
        let memory = &mut memory[..blocks];
        Ok(argon2.hash_password_into_with_memory(typed.as_bytes(), salt, out, memory)?)
    })
}

/// Hashes once, for measurements.
pub(crate) fn hash_for_measurement() -> Result<(), Error> {
    hash_now("Measured 1 password").map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weak_hash(password: &str) -> String {
        let params = Params::new(MEMORY_KIB / 2, 1, LANES, None).unwrap();
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_with_salt(password.as_bytes(), &[7; 16])
            .unwrap()
            .to_string()
    }

    #[tokio::test]
    async fn a_hash_of_another_form_of_the_characters_still_opens() {
        let (composed, decomposed) = ("Pàsswörd-1énorme", "Pa\u{300}sswo\u{308}rd-1e\u{301}norme");
        let permit = PasswordHasher::new().unwrap().acquire_permit().await.unwrap();
        let former = StoredHash(hash_now(decomposed).unwrap());
        let verify = async |typed, stored: &StoredHash| {
            permit.verify(typed, Some(stored.clone())).await.unwrap()
        };
        assert_eq!(verify(decomposed, &former).await, Verdict::RightButOutdated);
        let today = permit.hash(decomposed).await.unwrap();
        assert_eq!(verify(decomposed, &today).await, Verdict::Right);
        assert_eq!(verify(composed, &today).await, Verdict::Right);
        assert_eq!(verify("Pàsswörd-1enorme", &today).await, Verdict::Wrong);
    }

    #[test]
    fn a_weaker_hash_is_recognised_and_a_wrong_password_is_wrong() {
        let verdict = |typed, hash: &str| verify_now(typed, hash).unwrap();
        let today = hash_now("Engine 42").unwrap();
        assert_eq!(verdict("Engine 42", &today), Verdict::Right);
        assert_eq!(verdict("engine 42", &today), Verdict::Wrong);
        assert_eq!(verdict("Engine 42", &weak_hash("Engine 42")), Verdict::RightButOutdated);
        assert_eq!(verdict("engine 42", &weak_hash("Engine 42")), Verdict::Wrong);
        // In memory that others have filled.
        assert_eq!(verdict("Engine 42", &today), Verdict::Right);
    }
}
