//! Argon2id, off the threads that answer requests and within bounds: a hash needs 19 MiB, and a crowd at the door must not
//! take the machine's memory, neither while it is there nor afterwards.

use crate::{Error, Result};
use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use std::{
    num::NonZeroUsize,
    sync::{Arc, LazyLock, Mutex, PoisonError},
    thread::available_parallelism,
};
use tokio::{sync::Semaphore, task::spawn_blocking};

/// The most hashes at once: more than there are cores only wait for each other, each with its memory.
const MOST_AT_ONCE: usize = 4;

/// Room for more blocks than a hash takes, and for more than 32 MiB: so much glibc maps by itself and gives back to the
/// system when it is freed. Of less it learns to keep some for each thread, which came to 1,135 MB after 320 tries. What
/// is not used of the room is never touched, and so is no memory.
const ROOM: usize = 33 * 1024;

/// The blocks that hashes are computed in: handed from one hash to the next that waits, freed when none does.
struct Workshop {
    at_once: usize,
    turns: Arc<Semaphore>,
    free: Mutex<Vec<Vec<Block>>>,
}

static WORKSHOP: LazyLock<Workshop> = LazyLock::new(|| {
    let at_once = available_parallelism().map_or(1, NonZeroUsize::get).min(MOST_AT_ONCE);
    Workshop { at_once, turns: Arc::new(Semaphore::new(at_once)), free: Mutex::default() }
});

impl Workshop {
    /// Does work that needs blocks when its turn comes. The turn lasts as long as the work, even where nobody waits for it
    /// any more.
    async fn run<T: Send + 'static>(
        &'static self,
        work: impl FnOnce(&mut Vec<Block>) -> T + Send + 'static,
    ) -> Result<T> {
        let turn = self.turns.clone().acquire_owned().await.map_err(|closed| Error::Internal(closed.to_string()))?;
        let done = spawn_blocking(move || {
            let mut blocks = self.free().pop().unwrap_or_else(|| Vec::with_capacity(ROOM));
            let done = work(&mut blocks);
            self.free().push(blocks);
            drop(turn);
            if self.turns.available_permits() == self.at_once {
                self.free().clear();
            }
            done
        });
        done.await.map_err(|panicked| Error::Internal(panicked.to_string()))
    }

    fn free(&self) -> std::sync::MutexGuard<'_, Vec<Vec<Block>>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The hash of a password, in the form that names its own parameters.
///
/// # Errors
/// The program itself is at fault.
pub(super) async fn hash(password: &str, salt: [u8; 16]) -> Result<String> {
    let password = password.to_owned();
    let hash = WORKSHOP.run(move |blocks| {
        let (algorithm, version, params) = (Algorithm::default(), Version::default(), Params::default());
        let output = derive(algorithm, version, &params, password.as_bytes(), &salt, blocks)?;
        let params = ParamsString::try_from(&params).ok()?;
        let salt = Salt::new(&salt).ok()?;
        let version = Some(version.into());
        let hash = PasswordHash { algorithm: algorithm.ident(), version, params, salt: Some(salt), hash: Some(output) };
        Some(hash.to_string())
    });
    hash.await?.ok_or_else(|| Error::Internal("a password could not be hashed".into()))
}

/// Whether a password is the one of this hash. Without a hash the work is the same and the answer no.
///
/// # Errors
/// The program itself is at fault.
pub(super) async fn matches(password: String, hash: Option<String>) -> Result<bool> {
    WORKSHOP
        .run(move |blocks| {
            let known = hash.is_some();
            let is_it = match hash {
                Some(hash) => is_of(&hash, password.as_bytes(), blocks).unwrap_or(false),
                None => {
                    let (algorithm, version, params) = (Algorithm::default(), Version::default(), Params::default());
                    derive(algorithm, version, &params, password.as_bytes(), &[7; 16], blocks).is_some()
                }
            };
            is_it && known
        })
        .await
}

/// Whether the hash is this password's, in a time that does not tell how much of it is right; none where it is no hash.
fn is_of(hash: &str, password: &[u8], blocks: &mut Vec<Block>) -> Option<bool> {
    let hash = PasswordHash::new(hash).ok()?;
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).ok()?;
    let version = hash.version.map_or(Ok(Version::default()), Version::try_from).ok()?;
    let params = Params::try_from(&hash).ok()?;
    let output = derive(algorithm, version, &params, password, hash.salt.as_ref()?, blocks)?;
    Some(output == hash.hash?)
}

fn derive(
    algorithm: Algorithm,
    version: Version,
    params: &Params,
    password: &[u8],
    salt: &[u8],
    blocks: &mut Vec<Block>,
) -> Option<Output> {
    let mut output = [0; Output::MAX_LENGTH];
    let output = output.get_mut(..params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN))?;
    blocks.resize(params.block_count(), Block::new());
    let argon = Argon2::new(algorithm, version, params.clone());
    argon.hash_password_into_with_memory(password, salt, output, blocks).ok()?;
    Output::new(output).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::{PasswordVerifier, password_hash::PasswordHasher};

    /// What other programs and earlier versions wrote is read, and what is written they read.
    #[tokio::test]
    async fn hashes_are_those_of_the_library() {
        let password = "correct horse battery";
        let theirs: PasswordHash = Argon2::default().hash_password_with_salt(password.as_bytes(), &[1; 16]).unwrap();
        assert_eq!(hash(password, [1; 16]).await.unwrap(), theirs.to_string());
        assert!(Argon2::default().verify_password(password.as_bytes(), &theirs).is_ok());
        assert!(matches(password.into(), Some(theirs.to_string())).await.unwrap());
        assert!(!matches("correct horse batterz".into(), Some(theirs.to_string())).await.unwrap());

        let params = Params::new(Params::MIN_M_COST, 1, 1, Some(24)).unwrap();
        let other = Argon2::new(Algorithm::Argon2i, Version::V0x10, params);
        let small: PasswordHash = other.hash_password_with_salt(password.as_bytes(), &[2; 16]).unwrap();
        assert!(matches(password.into(), Some(small.to_string())).await.unwrap());
        assert!(!matches("another".into(), Some(small.to_string())).await.unwrap());
        assert!(!matches(password.into(), Some("no hash".into())).await.unwrap());
        assert!(!matches("nobody".into(), None).await.unwrap());
    }

    #[tokio::test]
    async fn blocks_are_handed_on_in_a_crowd_and_given_back_after_it() {
        static WORKSHOP: LazyLock<Workshop> =
            LazyLock::new(|| Workshop { at_once: 2, turns: Arc::new(Semaphore::new(2)), free: Mutex::default() });
        let places = |blocks: &mut Vec<Block>| {
            assert!(blocks.capacity() * Block::SIZE > 32 << 20);
            blocks.resize(64, Block::new());
            std::thread::sleep(std::time::Duration::from_millis(2));
            blocks.as_ptr() as usize
        };
        let crowd = futures::future::join_all((0..40).map(|_| WORKSHOP.run(places))).await;
        let mut used: Vec<usize> = crowd.into_iter().map(Result::unwrap).collect();
        used.sort_unstable();
        used.dedup();
        assert!(used.len() <= 2, "so many as work at once: {used:?}");
        assert!(WORKSHOP.free().is_empty(), "nobody waits, nothing is kept");
    }

    #[tokio::test]
    async fn work_nobody_waits_for_keeps_its_turn_to_its_end() {
        static WORKSHOP: LazyLock<Workshop> =
            LazyLock::new(|| Workshop { at_once: 1, turns: Arc::new(Semaphore::new(1)), free: Mutex::default() });
        let (begun, has_begun) = std::sync::mpsc::channel();
        let (go_on, may_go_on) = std::sync::mpsc::channel::<()>();
        let given_up = tokio::spawn(WORKSHOP.run(move |_| {
            begun.send(()).unwrap();
            may_go_on.recv().unwrap();
        }));
        spawn_blocking(move || has_begun.recv()).await.unwrap().unwrap();
        given_up.abort();
        assert!(given_up.await.unwrap_err().is_cancelled());
        assert_eq!(WORKSHOP.turns.available_permits(), 0, "its memory is still in use");
        go_on.send(()).unwrap();
        WORKSHOP.run(|_| ()).await.unwrap();
    }
}
