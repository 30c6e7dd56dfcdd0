//! Sealed files: whole or not at all.

use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};

use chrono::DateTime;
use rand::{Rng, SeedableRng, rngs::StdRng};
use vault::{Context, Digest, Field, KeyRing, OpenError, SealedFile, Vault};

const CHUNK: usize = 64 * 1024;
const SEALED_CHUNK: usize = CHUNK + 16;
const HEAD: usize = 16;

fn place() -> Context {
    Field::new("files", "content").anywhere()
}

fn vault() -> Vault {
    Vault::new(&KeyRing::generate(&mut StdRng::seed_from_u64(1), DateTime::UNIX_EPOCH))
}

fn content(len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    StdRng::seed_from_u64(len as u64).fill_bytes(&mut bytes);
    bytes
}

fn seal(vault: &Vault, plain: &[u8]) -> (SealedFile, Vec<u8>) {
    let mut sealer = vault.seal_file(place(), Vec::new(), &mut StdRng::seed_from_u64(5)).unwrap();
    sealer.write_all(plain).unwrap();
    sealer.finish().unwrap()
}

fn open(vault: &Vault, sealed: &[u8]) -> io::Result<Vec<u8>> {
    let mut plain = Vec::new();
    vault.open_file(place(), sealed)?.read_to_end(&mut plain)?;
    Ok(plain)
}

fn assert_damaged(vault: &Vault, sealed: &[u8], what: &str) {
    let error = open(vault, sealed).expect_err(what);
    assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{what}");
    assert!(error.get_ref().unwrap().is::<OpenError>(), "{what}");
}

#[test]
fn files_of_every_length_come_back() {
    let vault = vault();
    for len in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17] {
        let plain = content(len);
        let (file, sealed) = seal(&vault, &plain);
        assert_eq!(file, SealedFile { digest: Digest::of(&plain), size: len as u64 });
        assert_eq!(sealed.len(), HEAD + len + 16 * len.div_ceil(CHUNK).max(1));
        let mut opener = vault.open_file(place(), &sealed[..]).unwrap().expecting(file.digest);
        assert_eq!(opener.total(), None);
        let mut read = Vec::new();
        opener.read_to_end(&mut read).unwrap();
        assert!(read == plain, "{len} bytes");
        assert_eq!(opener.total(), Some(file));
    }
}

#[test]
fn the_size_of_writes_and_reads_does_not_matter() {
    let vault = vault();
    let plain = content(2 * CHUNK + 5);
    let mut sealer = vault.seal_file(place(), Vec::new(), &mut StdRng::seed_from_u64(5)).unwrap();
    for piece in plain.chunks(997) {
        sealer.write_all(piece).unwrap();
        sealer.flush().unwrap();
    }
    let (file, sealed) = sealer.finish().unwrap();
    assert_eq!((file, sealed.clone()), seal(&vault, &plain));

    let (mut opener, mut read, mut piece) = (vault.open_file(place(), &sealed[..]).unwrap(), Vec::new(), [0; 1009]);
    loop {
        match opener.read(&mut piece).unwrap() {
            0 => break,
            n => read.extend_from_slice(&piece[..n]),
        }
    }
    assert!(read == plain);
}

#[test]
fn a_file_cut_short_anywhere_does_not_open() {
    let vault = vault();
    let (_, sealed) = seal(&vault, &content(2 * CHUNK + 100));
    let ends = (0..=2).map(|n| HEAD + n * SEALED_CHUNK);
    for cut in ends.flat_map(|end| [end - 1, end, end + 1]).chain([0, 3, sealed.len() - 1]) {
        assert_damaged(&vault, &sealed[..cut], &format!("cut at {cut}"));
    }
}

#[test]
fn chunks_moved_repeated_dropped_or_added_do_not_open() {
    let vault = vault();
    let (_, sealed) = seal(&vault, &content(4 * CHUNK));
    let (head, body) = sealed.split_at(HEAD);
    let chunks: Vec<_> = body.chunks(SEALED_CHUNK).collect();
    for order in [&[1, 0, 2, 3][..], &[0, 0, 1, 2, 3], &[0, 2, 3], &[0, 1, 2], &[0, 1, 2, 3, 3], &[3], &[]] {
        let mut moved = head.to_vec();
        order.iter().for_each(|chunk| moved.extend_from_slice(chunks[*chunk]));
        assert_damaged(&vault, &moved, &format!("{order:?}"));
    }
    assert_damaged(&vault, &[&sealed[..], b"x"].concat(), "a byte more");
}

#[test]
fn a_changed_byte_does_not_open_and_nothing_unverified_comes_out() {
    let vault = vault();
    let plain = content(CHUNK + 40);
    let (_, sealed) = seal(&vault, &plain);
    let some = [0, 1, 2, 3, 4, HEAD - 1, HEAD, HEAD + CHUNK, HEAD + SEALED_CHUNK, sealed.len() - 1];
    for at in some {
        let mut touched = sealed.clone();
        touched[at] ^= 1;
        assert_damaged(&vault, &touched, &format!("byte {at}"));
    }

    let mut touched = sealed.clone();
    touched[HEAD + 9] ^= 1;
    let mut opener = vault.open_file(place(), &touched[..]).unwrap();
    let mut piece = [0; 64];
    for _ in 0..3 {
        let error = opener.read(&mut piece).expect_err("after one bad chunk no other is given out");
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }
    assert_eq!((piece, opener.total()), ([0; 64], None));
}

#[test]
fn a_file_opens_only_as_itself() {
    let vault = vault();
    let (_, one) = seal(&vault, b"one");
    let mut opener = vault.open_file(place(), &one[..]).unwrap().expecting(Digest::of(b"two"));
    let error = opener.read(&mut [0; 3]).expect_err("another content under this digest");
    assert_eq!(error.kind(), io::ErrorKind::InvalidData);

    let elsewhere = Field::new("files", "content").row(1);
    let error = vault.open_file(elsewhere, &one[..]).unwrap().read(&mut [0; 3]).expect_err("moved here");
    assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    assert_eq!(vault.open(place(), &one).unwrap_err(), OpenError::NotSealed, "a file is not a value");
    let value = vault.seal(place(), b"one", &mut StdRng::seed_from_u64(5));
    assert_damaged(&vault, &value, "a value is not a file");
}

/// A disk with room for so many bytes.
struct SmallDisk(usize);

impl Write for SmallDisk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        if taken == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(taken) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_reported() {
    let vault = vault();
    let mut sealer = vault.seal_file(place(), SmallDisk(CHUNK), &mut StdRng::seed_from_u64(5)).unwrap();
    let error = sealer.write_all(&content(3 * CHUNK)).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::StorageFull);
}

#[test]
fn a_file_is_read_at_any_place() {
    let vault = vault();
    for len in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 17] {
        let plain = content(len);
        let (_, sealed) = seal(&vault, &plain);
        let mut file = vault.open_file_seekable(place(), Cursor::new(sealed)).unwrap();
        assert_eq!(file.size(), len as u64);
        let mut whole = Vec::new();
        file.read_to_end(&mut whole).unwrap();
        assert!(whole == plain, "{len} bytes");
        for at in [len, len / 2, CHUNK - 1, CHUNK, 0, len.saturating_sub(3)] {
            file.seek(SeekFrom::Start(at as u64)).unwrap();
            let mut rest = Vec::new();
            file.read_to_end(&mut rest).unwrap();
            assert!(rest == plain[at.min(len)..], "{len} bytes from {at}");
        }
        assert_eq!(file.seek(SeekFrom::End(0)).unwrap(), len as u64);
        assert!(file.seek(SeekFrom::Current(-(len as i64) - 1)).is_err());
    }
}

#[test]
fn at_no_place_does_an_altered_or_moved_chunk_come_out() {
    let vault = vault();
    let (_, sealed) = seal(&vault, &content(3 * CHUNK));
    let chunk = |n: usize| HEAD + n * SEALED_CHUNK..HEAD + (n + 1) * SEALED_CHUNK;
    let mut altered = sealed.clone();
    altered[chunk(1).start + 7] ^= 1;
    let mut moved = sealed.clone();
    moved.copy_within(chunk(2), chunk(1).start);
    let short = sealed[..chunk(1).end].to_vec();
    for (what, bytes) in [("altered", altered), ("moved", moved), ("cut short", short)] {
        let mut file = vault.open_file_seekable(place(), Cursor::new(bytes)).unwrap();
        file.seek(SeekFrom::Start(CHUNK as u64)).unwrap();
        let error = file.read(&mut [0; 10]).expect_err(what);
        assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{what}");
        file.seek(SeekFrom::Start(5)).unwrap();
        assert_eq!(file.read(&mut [0; 10]).unwrap(), 10, "{what}: the first chunk is whole");
    }
}
