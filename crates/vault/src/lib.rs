//! What keeps secrets: SM4-GCM sealing of personal data and files, keyed SM3 fingerprints, SM3 digests and the key ring.
//!
//! A [`KeyRing`] is the key file, kept apart from the data and its backups. A [`Vault`] is the ring at work: it holds the
//! key schedules and does the sealing, and takes over newer data keys while it works. Time and randomness are arguments; nothing here knows what is sealed.

mod cipher;
mod context;
mod digest;
mod file;
mod file_seek;
mod fingerprint;
mod key_file;
mod key_ring;
mod rows;
mod secret;
mod sm4_lanes;
mod vault;

pub use cipher::{CipherSuite, NONCE_LEN, Sm4Gcm, TAG_LEN, Tampered};
pub use context::{Context, Field};
pub use digest::{Digest, Digester, NotADigest, sm3_hex};
pub use file::{FileOpener, FileSealer, SealedFile};
pub use file_seek::SeekableFile;
pub use fingerprint::{Fingerprint, Fingerprinter};
pub use key_file::KeyFileError;
pub use key_ring::{Generation, KeyLine, KeyRing};
pub use rows::RowBlock;
pub use secret::random_token;
pub use vault::{OpenError, SEAL_OVERHEAD, Vault, generation_of};

/// Whatever holds a key wipes it when dropped: taking the `zeroize` feature off one of the libraries does not compile.
const _: () = {
    const fn wiped<T: zeroize::ZeroizeOnDrop>() {}
    wiped::<sm4_lanes::Sm4Lanes>();
    wiped::<aes_gcm::AesGcm<sm4_lanes::Sm4Lanes, aes_gcm::aead::consts::U12>>();
    // HMAC's keyed states are two of these.
    wiped::<sm3::Sm3>();
};
