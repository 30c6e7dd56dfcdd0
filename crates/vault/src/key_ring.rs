use std::fmt;

use chrono::{DateTime, Utc};
use rand::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::{digest::Digester, secret::Secret};

/// The number of a data key. It is stored with each sealed value, so that old values open after the key is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Generation(pub u16);

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// All keys of an installation. Who has it can read everything; without it nothing opens again.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRing {
    current: Generation,
    /// People's fingerprints: never replaced, or everyone would be counted anew.
    pub(crate) fingerprint_key: Secret<32>,
    pub(crate) checkpoint_key: Secret<32>,
    pub(crate) session_key: Secret<32>,
    data_keys: Vec<DataKey>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DataKey {
    generation: Generation,
    created_at: DateTime<Utc>,
    /// Since when nothing of the data in use is sealed under it; it stays for older backups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retired_at: Option<DateTime<Utc>>,
    key: Secret<16>,
}

/// A data key as people list it: everything but the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct KeyLine {
    /// Its number.
    pub generation: Generation,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Since when nothing of the data in use is sealed under it.
    pub retired_at: Option<DateTime<Utc>>,
    /// Whether it seals.
    pub current: bool,
}

impl KeyRing {
    /// A fresh ring with one data key.
    pub fn generate(rng: &mut dyn CryptoRng, now: DateTime<Utc>) -> Self {
        let current = Generation(1);
        Self {
            current,
            fingerprint_key: Secret::random(rng),
            checkpoint_key: Secret::random(rng),
            session_key: Secret::random(rng),
            data_keys: vec![DataKey {
                generation: current,
                created_at: now,
                retired_at: None,
                key: Secret::random(rng),
            }],
        }
    }

    /// Adds a data key and makes it current; the older ones stay, for what they have sealed.
    ///
    /// # Panics
    /// After 65,535 generations.
    pub fn rotate(&mut self, rng: &mut dyn CryptoRng, now: DateTime<Utc>) -> Generation {
        let newest = self.data_keys.iter().map(|k| k.generation.0).max().unwrap_or(0);
        let generation = Generation(newest.checked_add(1).expect("generations are years apart"));
        self.data_keys.push(DataKey { generation, created_at: now, retired_at: None, key: Secret::random(rng) });
        self.current = generation;
        generation
    }

    /// Marks every key but the current one as retired, where it is not yet: nothing of the data in use is sealed under it.
    pub fn retire_replaced(&mut self, now: DateTime<Utc>) {
        let current = self.current;
        for key in self.data_keys.iter_mut().filter(|key| key.generation != current) {
            key.retired_at.get_or_insert(now);
        }
    }

    /// Takes a retired key out for good; false where there is none of this number, or it is in use. What was sealed under
    /// it, an older backup above all, never opens again.
    pub fn remove_retired(&mut self, generation: Generation) -> bool {
        let current = self.current;
        let gone =
            |key: &mut DataKey| key.generation == generation && generation != current && key.retired_at.is_some();
        self.data_keys.extract_if(.., gone).count() > 0
    }

    /// The generation that seals.
    pub fn current(&self) -> Generation {
        self.current
    }

    /// All generations, as people list them.
    pub fn generations(&self) -> impl Iterator<Item = KeyLine> {
        self.data_keys.iter().map(|key| KeyLine {
            generation: key.generation,
            created_at: key.created_at,
            retired_at: key.retired_at,
            current: key.generation == self.current,
        })
    }

    pub(crate) fn data_keys(&self) -> impl Iterator<Item = (Generation, &[u8; 16])> {
        self.data_keys.iter().map(|k| (k.generation, k.key.bytes()))
    }

    /// Each generation is there once, the current one among them.
    pub(crate) fn is_coherent(&self) -> bool {
        let mut generations: Vec<_> = self.data_keys.iter().map(|k| k.generation).collect();
        generations.sort_unstable();
        generations.is_sorted_by(|a, b| a < b) && generations.contains(&self.current)
    }

    /// A check number over all keys: a ring copied from paper with a digit wrong must not come into use, for it would
    /// count people twice and seal what nothing opens.
    pub(crate) fn check_number(&self) -> String {
        let mut digester = Digester::new();
        digester.update(&self.current.0.to_be_bytes());
        for key in [&self.fingerprint_key, &self.checkpoint_key, &self.session_key] {
            digester.update(key.bytes());
        }
        for (generation, key) in self.data_keys() {
            digester.update(&generation.0.to_be_bytes());
            digester.update(key);
        }
        hex::encode(&digester.finish().as_bytes()[..4])
    }
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng, rngs::StdRng};

    use super::*;

    #[test]
    fn rotation_adds_a_key_and_keeps_the_old() {
        let mut rng = StdRng::seed_from_u64(7);
        let mut ring = KeyRing::generate(&mut rng, DateTime::UNIX_EPOCH);
        let first = *ring.data_keys().next().unwrap().1;
        let later = DateTime::from_timestamp(86_400, 0).unwrap();
        assert_eq!(ring.rotate(&mut rng, later), Generation(2));
        assert_eq!(ring.current(), Generation(2));
        let listed: Vec<_> = ring.generations().map(|key| (key.generation, key.created_at, key.current)).collect();
        assert_eq!(listed, [(Generation(1), DateTime::UNIX_EPOCH, false), (Generation(2), later, true)]);
        let keys: Vec<_> = ring.data_keys().map(|(_, key)| *key).collect();
        assert_eq!(keys[0], first);
        assert_ne!(keys[1], first);
        assert!(ring.is_coherent());
    }

    #[test]
    fn only_a_retired_key_is_taken_out() {
        let mut rng = StdRng::seed_from_u64(7);
        let mut ring = KeyRing::generate(&mut rng, DateTime::UNIX_EPOCH);
        ring.rotate(&mut rng, DateTime::UNIX_EPOCH);
        assert!(!ring.remove_retired(Generation(1)), "data in use may still be sealed under it");
        ring.retire_replaced(DateTime::UNIX_EPOCH);
        assert!(!ring.remove_retired(Generation(2)), "it seals");
        assert!(ring.remove_retired(Generation(1)));
        assert_eq!(ring.generations().map(|key| key.generation).collect::<Vec<_>>(), [Generation(2)]);
        // The number of a key that is gone is never given again while a newer one stands.
        assert_eq!(ring.rotate(&mut rng, DateTime::UNIX_EPOCH), Generation(3));
        assert!(ring.is_coherent());
    }

    #[test]
    fn debug_shows_no_key() {
        let ring = KeyRing::generate(&mut StdRng::seed_from_u64(7), DateTime::UNIX_EPOCH);
        let shown = format!("{ring:?} {ring:#?}");
        for key in [&ring.fingerprint_key, &ring.checkpoint_key, &ring.session_key] {
            assert!(!shown.contains(&hex::encode(&key.bytes()[..4])));
            assert!(!shown.contains(&format!("{}, {}", key.bytes()[0], key.bytes()[1])));
        }
        assert_eq!(shown.matches("***").count(), 8);
    }
}
