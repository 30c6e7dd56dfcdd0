//! Sealing of personal data (SM4-GCM), keyed fingerprints (HMAC-SM3) and the key ring.
