use std::fmt;

use aes_gcm::{
    AesGcm,
    aead::{AeadInOut, KeyInit, consts::U12},
};

use crate::sm4_lanes::Sm4Lanes;

/// Bytes of a nonce.
pub const NONCE_LEN: usize = 12;
/// Bytes of an authentication tag.
pub const TAG_LEN: usize = 16;

/// The sealed bytes, or what they are bound to, are not what was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("密文校验未通过：内容被改动，或不属于这条记录")]
pub struct Tampered;

/// An authenticated cipher with its key inside: the seam where a certified module or card takes over from [`Sm4Gcm`].
pub trait CipherSuite: Send + Sync {
    /// The number stored with each sealed text: 1 is SM4-GCM, 128 and up are free for modules of one's own.
    fn algorithm(&self) -> u8;

    /// Encrypts `text` in place and returns the tag over it and `aad`. A nonce is never used twice.
    fn encrypt(&self, nonce: &[u8; NONCE_LEN], aad: &[u8], text: &mut [u8]) -> [u8; TAG_LEN];

    /// Decrypts `text` in place, or leaves it alone when the tag does not match.
    ///
    /// # Errors
    /// [`Tampered`] when text, nonce, aad or tag is not what was encrypted.
    fn decrypt(
        &self,
        nonce: &[u8; NONCE_LEN],
        aad: &[u8],
        text: &mut [u8],
        tag: &[u8; TAG_LEN],
    ) -> Result<(), Tampered>;
}

/// SM4 in Galois/counter mode (GB/T 32907; RFC 8998), in plain Rust.
pub struct Sm4Gcm(AesGcm<Sm4Lanes, U12>);

impl Sm4Gcm {
    /// The number stored with what it seals.
    pub const ALGORITHM: u8 = 1;

    /// The cipher under this key.
    pub fn new(key: &[u8; 16]) -> Self {
        Self(AesGcm::new(key.into()))
    }
}

impl CipherSuite for Sm4Gcm {
    fn algorithm(&self) -> u8 {
        Self::ALGORITHM
    }

    fn encrypt(&self, nonce: &[u8; NONCE_LEN], aad: &[u8], text: &mut [u8]) -> [u8; TAG_LEN] {
        self.0
            .encrypt_inout_detached(nonce.into(), aad, text.into())
            .expect("GCM only refuses texts over 64 GiB, which no buffer here reaches")
            .into()
    }

    fn decrypt(
        &self,
        nonce: &[u8; NONCE_LEN],
        aad: &[u8],
        text: &mut [u8],
        tag: &[u8; TAG_LEN],
    ) -> Result<(), Tampered> {
        self.0.decrypt_inout_detached(nonce.into(), aad, text.into(), tag.into()).map_err(|_| Tampered)
    }
}

impl fmt::Debug for Sm4Gcm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sm4Gcm").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes<const N: usize>(text: &str) -> [u8; N] {
        hex::decode(text).unwrap().try_into().unwrap()
    }

    /// RFC 8998 appendix A.1.
    #[test]
    fn agrees_with_rfc_8998() {
        let cipher = Sm4Gcm::new(&bytes("0123456789abcdeffedcba9876543210"));
        let nonce = bytes("00001234567800000000abcd");
        let aad: [u8; 20] = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        let plain: Vec<u8> = [0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff, 0xee, 0xaa].map(|b| [b; 8]).concat();
        let mut text = plain.clone();

        let tag = cipher.encrypt(&nonce, &aad, &mut text);
        assert_eq!(
            hex::encode(&text),
            "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735\
             d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        );
        assert_eq!(hex::encode(tag), "83de3541e4c2b58177e065a9bf7b62ec");

        cipher.decrypt(&nonce, &aad, &mut text, &tag).unwrap();
        assert_eq!(text, plain);
        assert_eq!(cipher.decrypt(&nonce, &aad[1..], &mut text, &tag), Err(Tampered));
    }
}
