use std::fmt;

use rand::CryptoRng;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Key bytes: wiped when dropped, printed as a mask, written to the key file as hex.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Secret<const N: usize>([u8; N]);

impl<const N: usize> Secret<N> {
    pub(crate) fn random(rng: &mut dyn CryptoRng) -> Self {
        let mut secret = Self([0; N]);
        rng.fill_bytes(&mut secret.0);
        secret
    }

    pub(crate) fn bytes(&self) -> &[u8; N] {
        &self.0
    }
}

impl<const N: usize> fmt::Debug for Secret<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl<const N: usize> Serialize for Secret<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Zeroizing::new(hex::encode(self.0)))
    }
}

impl<'de, const N: usize> Deserialize<'de> for Secret<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        let mut secret = Self([0; N]);
        // The text itself is never quoted in an error: it may be most of a key.
        hex::decode_to_slice(text.as_bytes(), &mut secret.0)
            .map_err(|_| D::Error::custom(format!("密钥应为 {} 位十六进制数", 2 * N)))?;
        Ok(secret)
    }
}

/// A fresh token of 256 random bits in 64 hex digits, for sessions and one-time links. Store its fingerprint, never the token.
pub fn random_token(rng: &mut dyn CryptoRng) -> String {
    hex::encode(Secret::<32>::random(rng).bytes())
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng, rngs::StdRng};

    use super::*;

    #[test]
    fn tokens_are_long_and_differ() {
        let mut rng = StdRng::seed_from_u64(1);
        let (one, two) = (random_token(&mut rng), random_token(&mut rng));
        assert_eq!(one.len(), 64);
        assert!(one.bytes().all(|b| b.is_ascii_hexdigit()));
        assert_ne!(one, two);
    }

    #[test]
    fn a_bad_key_is_refused_without_quoting_it() {
        let error = serde_json::from_str::<Secret<16>>("\"abcdefzz\"").unwrap_err();
        assert!(error.to_string().contains("32 位十六进制数"));
        assert!(!error.to_string().contains("abcdef"));
    }
}
