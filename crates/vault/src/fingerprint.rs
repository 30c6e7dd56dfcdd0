use std::{fmt, hash::Hasher, str::FromStr};

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use siphasher::sip::SipHasher24;
use sm3::Sm3;

use crate::{digest::Digest, secret::Secret};

/// A keyed fingerprint: the first 16 bytes of an HMAC-SM3, enough to tell people apart and useless without the key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// A fingerprint read from a database column.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The 16 bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Fingerprint {
    type Err = hex::FromHexError;

    fn from_str(text: &str) -> Result<Self, hex::FromHexError> {
        let mut bytes = [0; 16];
        hex::decode_to_slice(text, &mut bytes)?;
        Ok(Self(bytes))
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// HMAC-SM3 with its key already taken in, cloned for each message; and a shorter keyed hash for marks.
#[derive(Clone)]
pub struct Fingerprinter {
    mac: Hmac<Sm3>,
    marks: SipHasher24,
}

impl Fingerprinter {
    pub(crate) fn new(key: &Secret<32>) -> Self {
        Self::from_key(key.bytes())
    }

    /// Under a key from outside the ring, such as one that two installations derive from a passphrase.
    pub fn from_key(key: &[u8; 32]) -> Self {
        let mac = Hmac::new_from_slice(key).expect("HMAC takes keys of any length");
        let mut own = Self { mac, marks: SipHasher24::new() };
        own.marks = SipHasher24::new_with_key(own.of("key of marks", &[]).as_bytes());
        own
    }

    /// A person: the kind of document and its number, both already in their normal form.
    pub fn person(&self, kind: &str, number: &str) -> Fingerprint {
        self.of("person", &[kind, number])
    }

    /// An e-mail address in its normal form.
    pub fn email(&self, address: &str) -> Fingerprint {
        self.of("email", &[address])
    }

    /// A telephone number in its normal form.
    pub fn phone(&self, number: &str) -> Fingerprint {
        self.of("phone", &[number])
    }

    /// Anything else under its own label. Labels keep equal texts of different meaning apart.
    pub fn of(&self, label: &str, parts: &[&str]) -> Fingerprint {
        let mut mac = self.labelled(label);
        for part in parts {
            take_in(&mut mac, part.as_bytes());
        }
        let full = mac.finalize().into_bytes();
        Fingerprint(full[..16].try_into().expect("SM3 gives 32 bytes"))
    }

    /// A keyed mark of 8 bytes: enough to see that two values of one thing differ, too short to tell people apart.
    /// SipHash-2-4 under a key of its own, a tenth of an HMAC-SM3: every row of a roster gets two.
    pub fn mark(&self, label: &str, bytes: &[u8]) -> i64 {
        let mut hasher = self.marks;
        hasher.write(&(label.len() as u64).to_le_bytes());
        hasher.write(label.as_bytes());
        hasher.write(bytes);
        hasher.finish().cast_signed()
    }

    /// The whole HMAC-SM3 of `bytes` under `label`.
    pub(crate) fn mac(&self, label: &str, bytes: &[u8]) -> Digest {
        let mut mac = self.labelled(label);
        mac.update(bytes);
        Digest::from_bytes(mac.finalize().into_bytes().into())
    }

    /// Whether `expected` is [`Self::mac`] of the same label and bytes; takes the same time wherever they differ.
    pub(crate) fn verify(&self, label: &str, bytes: &[u8], expected: &Digest) -> bool {
        let mut mac = self.labelled(label);
        mac.update(bytes);
        mac.verify_slice(expected.as_bytes()).is_ok()
    }

    fn labelled(&self, label: &str) -> Hmac<Sm3> {
        let mut mac = self.mac.clone();
        take_in(&mut mac, label.as_bytes());
        mac
    }
}

/// The length goes first, so that no two lists of parts run together into one message.
fn take_in(mac: &mut Hmac<Sm3>, part: &[u8]) {
    let len = u32::try_from(part.len()).expect("what is fingerprinted is far below 4 GiB");
    mac.update(&len.to_be_bytes());
    mac.update(part);
}

impl fmt::Debug for Fingerprinter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fingerprinter").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn fingerprinter(key: &str) -> Fingerprinter {
        Fingerprinter::new(&serde_json::from_str(&format!("\"{key}\"")).unwrap())
    }

    /// GM/T 0042-2015 appendix D.3.
    #[test]
    fn agrees_with_the_standard() {
        let keyed = fingerprinter("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20");
        let mut mac = keyed.mac.clone();
        mac.update("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".repeat(2).as_bytes());
        assert_eq!(
            hex::encode(mac.finalize().into_bytes()),
            "ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a"
        );
    }

    #[test]
    fn label_kind_number_and_key_all_matter() {
        let (one, two) = (fingerprinter(&"11".repeat(32)), fingerprinter(&"22".repeat(32)));
        let all = [
            one.person("citizen_id", "350500"),
            one.person("passport", "350500"),
            one.person("citizen_id3", "50500"),
            one.person("", "citizen_id350500"),
            one.email("350500"),
            one.phone("350500"),
            one.of("token", &["350500"]),
            one.of("token", &["350500", ""]),
            two.person("citizen_id", "350500"),
        ];
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
        assert_eq!(one.person("citizen_id", "350500"), all[0]);
        assert_eq!(all[0].to_string().parse(), Ok(all[0]));
        let json = serde_json::to_string(&all[0]).unwrap();
        assert_eq!(serde_json::from_str::<Fingerprint>(&json).unwrap(), all[0]);
    }

    #[test]
    fn a_mark_depends_on_label_bytes_and_key() {
        let (one, two) = (fingerprinter(&"11".repeat(32)), fingerprinter(&"22".repeat(32)));
        let all = [one.mark("name", b"ab"), one.mark("namea", b"b"), one.mark("name", b"ac"), two.mark("name", b"ab")];
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
        assert_eq!(one.mark("name", b"ab"), all[0]);
    }

    #[test]
    fn a_mac_verifies_only_its_own_label_and_bytes() {
        let keyed = fingerprinter(&"11".repeat(32));
        let mac = keyed.mac("checkpoint", b"head");
        assert!(keyed.verify("checkpoint", b"head", &mac));
        assert!(!keyed.verify("checkpoint", b"heae", &mac));
        assert!(!keyed.verify("other", b"head", &mac));
        assert!(!fingerprinter(&"22".repeat(32)).verify("checkpoint", b"head", &mac));
        for place in 0..32 {
            let mut bytes = *mac.as_bytes();
            bytes[place] ^= 1;
            assert!(!keyed.verify("checkpoint", b"head", &Digest::from_bytes(bytes)));
        }
    }
}
