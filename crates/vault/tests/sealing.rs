//! Sealed values: they open where they belong, and nowhere else, and not when touched.

use std::sync::Arc;

use chrono::DateTime;
use proptest::prelude::*;
use rand::{SeedableRng, rngs::StdRng};
use vault::{
    CipherSuite, Field, Generation, KeyRing, OpenError, RowBlock, SEAL_OVERHEAD, Sm4Gcm, Tampered, Vault, generation_of,
};

const PHONE: Field = Field::new("person", "phone");
const NAME: Field = Field::new("person", "name");

fn rng() -> StdRng {
    StdRng::seed_from_u64(11)
}

fn ring(seed: u64) -> KeyRing {
    KeyRing::generate(&mut StdRng::seed_from_u64(seed), DateTime::UNIX_EPOCH)
}

#[test]
fn every_byte_counts() {
    let vault = Vault::new(&ring(1));
    let sealed = vault.seal(PHONE.row(7), b"13800000000", &mut rng());
    assert_eq!(sealed.len(), 11 + SEAL_OVERHEAD);
    for at in 0..sealed.len() {
        for bit in 0..8 {
            let mut touched = sealed.clone();
            touched[at] ^= 1 << bit;
            let error = vault.open(PHONE.row(7), &touched).unwrap_err();
            let expected = match at {
                0 => matches!(error, OpenError::NotSealed),
                1..3 => matches!(error, OpenError::UnknownKey(_)),
                3 => matches!(error, OpenError::UnknownAlgorithm(_)),
                _ => error == OpenError::Tampered(Tampered),
            };
            assert!(expected, "byte {at}: {error:?}");
        }
    }
    for len in 0..sealed.len() {
        let error = vault.open(PHONE.row(7), &sealed[..len]).unwrap_err();
        assert!(matches!(error, OpenError::NotSealed | OpenError::Tampered(Tampered)), "cut to {len}: {error:?}");
    }
}

#[test]
fn a_value_opens_only_in_its_place_and_with_its_ring() {
    let vault = Vault::new(&ring(1));
    let sealed = vault.seal(PHONE.row(7), b"13800000000", &mut rng());
    for elsewhere in [PHONE.row(8), NAME.row(7), PHONE.key("7"), PHONE.anywhere()] {
        assert_eq!(vault.open(elsewhere, &sealed).unwrap_err(), Tampered.into());
    }
    let other = Vault::new(&ring(2));
    assert_eq!(other.open(PHONE.row(7), &sealed).unwrap_err(), Tampered.into());
    assert_ne!(other.identity(), vault.identity());
}

#[test]
fn the_same_text_never_seals_to_the_same_bytes() {
    let (vault, mut rng) = (Vault::new(&ring(1)), rng());
    assert_ne!(vault.seal(PHONE.row(7), b"same", &mut rng), vault.seal(PHONE.row(7), b"same", &mut rng));
}

#[test]
fn old_values_open_after_rotation_and_new_ones_use_the_new_key() {
    let mut ring = ring(1);
    let before = Vault::new(&ring);
    let old = before.seal_text(NAME.row(1), "陈一一", &mut rng());
    ring.rotate(&mut rng(), DateTime::UNIX_EPOCH);
    let after = Vault::new(&ring);
    let new = after.seal_text(NAME.row(1), "陈一一", &mut rng());

    assert_eq!(*after.open_text(NAME.row(1), &old).unwrap(), "陈一一");
    assert_eq!(*after.open_text(NAME.row(1), &new).unwrap(), "陈一一");
    assert_eq!(before.open(NAME.row(1), &new).unwrap_err(), OpenError::UnknownKey(Generation(2)));
    assert_eq!(after.identity(), before.identity());
    assert_eq!(after.fingerprints().phone("13800000000"), before.fingerprints().phone("13800000000"));
}

#[test]
fn what_is_not_a_text_or_a_block_says_so() {
    let vault = Vault::new(&ring(1));
    let sealed = vault.seal(NAME.row(1), &[0xff, 0xfe, 0xfd, 0xfc], &mut rng());
    assert_eq!(vault.open_text(NAME.row(1), &sealed).unwrap_err(), OpenError::WrongKind);
    assert_eq!(vault.open_rows(NAME.row(1), &sealed).unwrap_err(), OpenError::WrongKind);
}

#[test]
fn a_key_added_to_the_file_is_taken_over() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("keys.toml");
    let mut ring = ring(1);
    ring.create(&path).unwrap();
    let (running, writer) = (Vault::of_file(&path).unwrap(), Vault::of_file(&path).unwrap());
    let old = running.seal_text(NAME.row(1), "陈一一", &mut rng());
    ring.rotate(&mut rng(), DateTime::UNIX_EPOCH);
    ring.save(&path).unwrap();
    writer.reread().unwrap();
    let new = writer.reseal(NAME.row(1), &old, &mut rng()).unwrap();
    assert_eq!([&old, &new].map(|sealed| generation_of(sealed)), [Some(Generation(1)), Some(Generation(2))]);

    assert_eq!(running.current(), Generation(1));
    assert_eq!(*running.open_text(NAME.row(1), &new).unwrap(), "陈一一", "met with a newer key, it reads the file");
    assert_eq!(running.current(), Generation(2), "and seals with it from then on");
    assert_eq!(*running.open_text(NAME.row(1), &old).unwrap(), "陈一一");
}

/// SM4-GCM again, under the number and key of a module outside the ring.
struct Module(Sm4Gcm);

impl CipherSuite for Module {
    fn algorithm(&self) -> u8 {
        128
    }

    fn encrypt(&self, nonce: &[u8; 12], aad: &[u8], text: &mut [u8]) -> [u8; 16] {
        self.0.encrypt(nonce, aad, text)
    }

    fn decrypt(&self, nonce: &[u8; 12], aad: &[u8], text: &mut [u8], tag: &[u8; 16]) -> Result<(), Tampered> {
        self.0.decrypt(nonce, aad, text, tag)
    }
}

#[test]
fn a_certified_module_takes_over_and_old_values_stay_readable() {
    let plain = Vault::new(&ring(1));
    let old = plain.seal(PHONE.row(7), b"13800000000", &mut rng());
    let module = Arc::new(Module(Sm4Gcm::new(&[9; 16])));
    let vault = Vault::new(&ring(1)).with_cipher(Generation(2), module.clone());
    let new = vault.seal(PHONE.row(7), b"13800000000", &mut rng());

    assert_eq!(new[3], 128, "the algorithm is stored with the text");
    assert_eq!(&**vault.open(PHONE.row(7), &old).unwrap(), b"13800000000");
    assert_eq!(&**vault.open(PHONE.row(7), &new).unwrap(), b"13800000000");
    assert_eq!(plain.open(PHONE.row(7), &new).unwrap_err(), OpenError::UnknownKey(Generation(2)));
    let replaced = Vault::new(&ring(1)).with_cipher(Generation(1), module);
    assert_eq!(replaced.open(PHONE.row(7), &old).unwrap_err(), OpenError::UnknownAlgorithm(1));
}

#[test]
fn macs_and_tokens_have_keys_of_their_own() {
    let (vault, other) = (Vault::new(&ring(1)), Vault::new(&ring(2)));
    let mac = vault.mac("checkpoint", b"head");
    assert!(vault.verify_mac("checkpoint", b"head", &mac));
    assert!(!vault.verify_mac("checkpoint", b"tail", &mac));
    assert!(!other.verify_mac("checkpoint", b"head", &mac));
    assert_ne!(vault.token_fingerprint("t"), vault.fingerprints().of("token", &["t"]));
    assert_ne!(vault.token_fingerprint("t"), other.token_fingerprint("t"));
}

/// The ring's bytes are the generator's: whatever Debug prints is searched for each of them.
#[test]
fn debug_shows_no_key_and_no_plain_text() {
    let mut keys = [0; 3 * 32 + 16];
    rand::Rng::fill_bytes(&mut StdRng::seed_from_u64(1), &mut keys);
    let ring = ring(1);
    let vault = Vault::new(&ring);
    let mut rows = RowBlock::new();
    rows.push(b"13800000000");
    let mut file = vault.seal_file(PHONE.anywhere(), Vec::new(), &mut rng()).unwrap();
    std::io::Write::write_all(&mut file, b"13800000000").unwrap();
    let cipher = Sm4Gcm::new(keys.last_chunk().unwrap());
    let shown =
        format!("{ring:?} {vault:?} {:?} {rows:?} {file:?} {cipher:?} {:?}", vault.fingerprints(), PHONE.row(1));

    for window in keys.windows(4) {
        assert!(!shown.contains(&hex::encode(window)), "hex of a key in {shown}");
        let decimal = format!("{window:?}");
        assert!(!shown.contains(&decimal[1..decimal.len() - 1]), "bytes of a key in {shown}");
    }
    assert!(!shown.contains("13800000000") && !shown.contains("49, 51, 56"));
}

proptest! {
    #[test]
    fn whatever_goes_in_comes_out(plain: Vec<u8>, row: i64, seed: u64) {
        let vault = Vault::new(&ring(seed));
        let sealed = vault.seal(PHONE.row(row), &plain, &mut rng());
        prop_assert_eq!(&**vault.open(PHONE.row(row), &sealed).unwrap(), &plain[..]);
    }

    #[test]
    fn no_outside_bytes_make_it_panic(bytes: Vec<u8>) {
        prop_assert!(Vault::new(&ring(1)).open(PHONE.row(1), &bytes).is_err());
    }

    #[test]
    fn rows_sealed_together_come_back_in_order(texts: Vec<String>) {
        let vault = Vault::new(&ring(1));
        let mut rows = RowBlock::new();
        texts.iter().for_each(|text| rows.push(text.as_bytes()));
        let sealed = vault.seal_rows(NAME.row(3), &rows, &mut rng());
        let opened = vault.open_rows(NAME.row(3), &sealed).unwrap();
        prop_assert!(opened.iter().eq(texts.iter().map(String::as_bytes)));
        prop_assert_eq!(vault.open_rows(NAME.row(4), &sealed).err(), Some(OpenError::Tampered(Tampered)));
    }
}
