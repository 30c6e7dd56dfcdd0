use std::{
    collections::{BTreeMap, HashSet},
    fs,
    io::{Cursor, Write},
    path::PathBuf,
    sync::PoisonError,
    time::SystemTime,
};

use chrono::TimeDelta;
use futures::{StreamExt, stream};
use tempfile::TempDir;
use vault::KeyRing;

use super::*;

const LIMIT: u64 = 1 << 20;
const PLAIN: &[u8] = "花名册：陈一一 13800000000".as_bytes();

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_750_000_000, 0).unwrap()
}

fn rng() -> StdRng {
    StdRng::seed_from_u64(3)
}

fn store(folder: &TempDir, seed: u64) -> FileStore {
    let ring = KeyRing::generate(&mut StdRng::seed_from_u64(seed), now());
    FileStore::new(folder.path(), Arc::new(Vault::new(&ring)))
}

fn root(folder: &TempDir) -> PathBuf {
    folder.path().join("files")
}

fn path(folder: &TempDir, digest: Digest) -> PathBuf {
    root(folder).join(key_of(digest))
}

/// Every file in the store, as a path under its root.
fn listing(folder: &TempDir) -> Vec<String> {
    let (root, files) =
        (root(folder), |folder: PathBuf| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    let all = files(root.clone()).flat_map(files);
    let mut all: Vec<_> = all.map(|p| p.strip_prefix(&root).unwrap().to_str().unwrap().to_owned()).collect();
    all.sort();
    all
}

/// A reader that breaks after some bytes.
struct Broken(usize);

impl Read for Broken {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let len = self.0.min(into.len());
        self.0 -= len;
        if len == 0 { Err(io::ErrorKind::ConnectionReset.into()) } else { Ok(len) }
    }
}

/// Takes a file in and gives it its place.
async fn put(
    store: &FileStore,
    reader: impl Read + Send + 'static,
    limit: u64,
    at: DateTime<Utc>,
    rng: &mut StdRng,
) -> Result<StoredFile, FileError> {
    store.receive(reader, limit, at, rng).await?.place().await
}

#[tokio::test]
async fn a_file_comes_back_and_lies_sealed_under_its_digest() {
    let folder = TempDir::new().unwrap();
    let store = store(&folder, 1);
    let stored = put(&store, PLAIN, LIMIT, now(), &mut rng()).await.unwrap();
    assert_eq!(stored, StoredFile { digest: Digest::of(PLAIN), size: PLAIN.len() as u64 });
    assert_eq!(**store.read(stored.digest).await.unwrap(), *PLAIN);
    assert_eq!(store.verify(stored.digest).await.unwrap(), stored);

    let name = stored.digest.to_string();
    assert_eq!(listing(&folder), [format!("{}/{}", &name[..2], &name[2..])]);
    let on_disk = fs::read(path(&folder, stored.digest)).unwrap();
    assert!(!on_disk.windows(11).any(|window| window == b"13800000000"));
}

#[tokio::test]
async fn the_same_content_at_the_same_time_is_one_file() {
    let folder = TempDir::new().unwrap();
    let store = store(&folder, 1);
    let mut rng = rng();
    let puts = (0..8).map(|_| store.receive(PLAIN, LIMIT, now(), &mut rng)).collect::<Vec<_>>();
    let puts = puts.into_iter().map(async |received| received.await?.place().await);
    for stored in futures::future::join_all(puts).await {
        assert_eq!(stored.unwrap().digest, Digest::of(PLAIN));
    }
    assert_eq!(listing(&folder).len(), 1);
    assert!(store.read(Digest::of(PLAIN)).await.is_ok());
}

#[tokio::test]
async fn the_limit_is_the_last_byte_taken() {
    let folder = TempDir::new().unwrap();
    let store = store(&folder, 1);
    let exact = io::repeat(7).take(LIMIT);
    assert_eq!(put(&store, exact, LIMIT, now(), &mut rng()).await.unwrap().size, LIMIT);
    let error = put(&store, io::repeat(7), LIMIT, now(), &mut rng()).await.unwrap_err();
    assert_eq!(error.to_string(), "文件超过 1 MB 的上限，请压缩或拆分后重新上传");
    assert_eq!(listing(&folder).len(), 1, "nothing is left of the second");
}

#[tokio::test]
async fn a_broken_upload_leaves_nothing() {
    let folder = TempDir::new().unwrap();
    let store = store(&folder, 1);
    let error = put(&store, Broken(100_000), LIMIT, now(), &mut rng()).await.unwrap_err();
    assert!(matches!(error, FileError::Interrupted(_)), "{error:?}");

    let pieces: [Result<&[u8], io::Error>; 2] = [Ok(b"half"), Err(io::ErrorKind::ConnectionReset.into())];
    let error = store.receive_stream(stream::iter(pieces), LIMIT, now(), &mut rng()).await.unwrap_err();
    assert!(matches!(error, FileError::Interrupted(_)), "{error:?}");
    assert_eq!(listing(&folder), [""; 0]);
}

#[tokio::test]
async fn a_body_in_pieces_is_stored_whole() {
    let folder = TempDir::new().unwrap();
    let (store, mut rng) = (store(&folder, 1), rng());
    let pieces = [&PLAIN[..5], b"", &PLAIN[5..]].map(Ok::<_, io::Error>);
    let received = store.receive_stream(stream::iter(pieces), LIMIT, now(), &mut rng).await.unwrap();
    let stored = received.place().await.unwrap();
    assert_eq!(stored.digest, Digest::of(PLAIN));

    // The sender that never ends and never hurries is told to stop.
    let endless = stream::iter([Ok::<_, io::Error>(vec![0; 2 << 20])]).chain(stream::pending());
    let error = store.receive_stream(endless, LIMIT, now(), &mut rng).await.unwrap_err();
    assert!(matches!(error, FileError::TooLarge { limit: LIMIT }), "{error:?}");
}

#[tokio::test]
async fn what_is_missing_damaged_exchanged_or_locked_says_so() {
    let folder = TempDir::new().unwrap();
    let store = store(&folder, 1);
    let (one, two) = (Digest::of(PLAIN), Digest::of(b"two"));
    put(&store, PLAIN, LIMIT, now(), &mut rng()).await.unwrap();
    assert!(matches!(store.read(two).await, Err(FileError::Missing(digest)) if digest == two));

    let sealed = fs::read(path(&folder, one)).unwrap();
    fs::create_dir_all(path(&folder, two).parent().unwrap()).unwrap();
    fs::write(path(&folder, two), &sealed).unwrap();
    assert!(matches!(store.read(two).await, Err(FileError::Damaged(digest)) if digest == two));
    fs::write(path(&folder, one), &sealed[..sealed.len() - 1]).unwrap();
    assert!(matches!(store.verify(one).await, Err(FileError::Damaged(_))));

    let mut other_key = sealed.clone();
    other_key[2] = 9;
    fs::write(path(&folder, one), other_key).unwrap();
    let error = store.open(one).await.unwrap_err();
    assert!(error.to_string().contains("第 9 代密钥"), "{error}");
    put(&store, PLAIN, LIMIT, now(), &mut rng()).await.unwrap();
    assert!(store.read(one).await.is_ok(), "storing it again heals it");
}

#[tokio::test]
async fn the_sweep_takes_old_orphans_only() {
    let folder = TempDir::new().unwrap();
    let store = store(&folder, 1);
    let day = TimeDelta::days(1);
    let (live, orphan, young) = (Digest::of(b"live"), Digest::of(b"orphan"), Digest::of(b"young"));
    assert_eq!(store.sweep(HashSet::from([live]), now()).await.unwrap(), Swept::default(), "before there is a folder");
    for (content, at) in [(&b"live"[..], now()), (b"orphan", now()), (b"young", now() + day)] {
        put(&store, content, LIMIT, at, &mut rng()).await.unwrap();
    }
    let crashed = [now(), now() + day].map(|at| root(&folder).join(format!("new/{}-0123456789abcdef", at.timestamp())));
    let foreign = [root(&folder).join("README"), root(&folder).join("ab/notes.txt")];
    fs::create_dir_all(root(&folder).join("ab")).unwrap();
    crashed.iter().chain(&foreign).for_each(|path| fs::write(path, b"12345").unwrap());

    assert_eq!(store.sweep(HashSet::from([live]), now() + day).await.unwrap(), Swept::default(), "a day is not over");
    let sealed = fs::metadata(path(&folder, orphan)).unwrap().len();
    let swept = store.sweep(HashSet::from([live]), now() + day + TimeDelta::seconds(1)).await.unwrap();
    assert_eq!(swept, Swept { files: 2, bytes: sealed + 5 });
    assert!(matches!(store.read(orphan).await, Err(FileError::Missing(_))));
    assert!(store.read(live).await.is_ok() && store.read(young).await.is_ok());
    assert!(!crashed[0].exists() && crashed[1].exists() && foreign.iter().all(|path| path.exists()));
}

#[tokio::test]
async fn storing_an_orphan_again_makes_it_young() {
    let folder = TempDir::new().unwrap();
    let store = store(&folder, 1);
    let later = now() + TimeDelta::days(30);
    put(&store, PLAIN, LIMIT, now(), &mut rng()).await.unwrap();
    put(&store, PLAIN, LIMIT, later, &mut rng()).await.unwrap();
    assert_eq!(store.sweep(HashSet::new(), later).await.unwrap(), Swept::default());
    assert!(store.read(Digest::of(PLAIN)).await.is_ok());
}

#[tokio::test]
async fn what_is_let_go_before_it_has_its_place_leaves_nothing() {
    let folder = TempDir::new().unwrap();
    let store = store(&folder, 1);
    let pending = store.receive(PLAIN, LIMIT, now(), &mut rng()).await.unwrap();
    assert_eq!((listing(&folder).len(), pending.stored().digest), (1, Digest::of(PLAIN)));
    assert_eq!(**pending.read().await.unwrap(), *PLAIN);
    let mut content = Vec::new();
    pending.open_seekable().await.unwrap().read_to_end(&mut content).unwrap();
    assert_eq!(content, PLAIN);
    assert!(matches!(store.read(Digest::of(PLAIN)).await, Err(FileError::Missing(_))), "it has no place yet");
    let other = pending.clone();
    drop(pending);
    assert_eq!(listing(&folder).len(), 1, "somebody holds it still");
    drop(other);
    assert_eq!(listing(&folder), [""; 0]);
}

#[tokio::test]
async fn a_placed_file_stays_and_lies_there_once_however_often_it_is_placed() {
    let folder = TempDir::new().unwrap();
    let (store, mut rng) = (store(&folder, 1), rng());
    let one = store.receive(PLAIN, LIMIT, now(), &mut rng).await.unwrap();
    let same = store.receive(PLAIN, LIMIT, now(), &mut rng).await.unwrap();
    for pending in [&one, &one, &same, &one] {
        pending.place().await.unwrap();
    }
    drop((one, same));
    assert_eq!(listing(&folder).len(), 1);
    assert_eq!(**store.read(Digest::of(PLAIN)).await.unwrap(), *PLAIN);

    store.remove(Digest::of(PLAIN)).await.unwrap();
    assert_eq!(listing(&folder), [""; 0]);
    store.remove(Digest::of(PLAIN)).await.expect("what is gone is gone");
}

/// Objects in memory: what a store must do, and nothing of a folder.
#[derive(Debug, Default, Clone)]
struct Memory(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    objects: BTreeMap<String, (Vec<u8>, SystemTime)>,
    staged: BTreeMap<(i64, u64), (Vec<u8>, SystemTime)>,
}

#[derive(Debug)]
struct InMemory {
    store: Memory,
    begun: (i64, u64),
}

struct Pen {
    store: Memory,
    begun: (i64, u64),
    written: Vec<u8>,
}

impl Memory {
    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for Memory {
    fn stage(&self, begun: DateTime<Utc>, nonce: u64) -> io::Result<Box<dyn Staged>> {
        Ok(Box::new(InMemory { store: self.clone(), begun: (begun.timestamp(), nonce) }))
    }

    fn open(&self, key: &str) -> io::Result<Box<dyn Object>> {
        let kept = self.kept();
        let (content, _) = kept.objects.get(key).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(Cursor::new(content.clone())))
    }

    fn find(&self, key: &str) -> io::Result<Option<Known>> {
        let known =
            |(content, dated): &(Vec<u8>, SystemTime)| Known { size: content.len() as u64, dated: (*dated).into() };
        Ok(self.kept().objects.get(key).map(known))
    }

    fn remove(&self, key: &str) -> io::Result<()> {
        self.kept().objects.remove(key);
        Ok(())
    }

    fn list(&self, prefix: &str) -> io::Result<Vec<String>> {
        Ok(self.kept().objects.keys().filter(|key| key.starts_with(prefix)).cloned().collect())
    }

    fn sweep_staged(&self, before: DateTime<Utc>) -> io::Result<Swept> {
        let mut swept = Swept::default();
        self.kept().staged.retain(|(begun, _), (content, _)| {
            let stays = *begun >= before.timestamp();
            if !stays {
                swept.add(content.len() as u64);
            }
            stays
        });
        Ok(swept)
    }
}

impl Staged for InMemory {
    fn sink(&self) -> io::Result<Box<dyn Sink>> {
        Ok(Box::new(Pen { store: self.store.clone(), begun: self.begun, written: Vec::new() }))
    }

    fn open(&self) -> io::Result<Box<dyn Object>> {
        Ok(Box::new(Cursor::new(self.store.kept().staged[&self.begun].0.clone())))
    }

    fn put(&self, key: &str) -> io::Result<()> {
        let mut kept = self.store.kept();
        let object = kept.staged[&self.begun].clone();
        kept.objects.insert(key.to_owned(), object);
        Ok(())
    }
}

impl Drop for InMemory {
    fn drop(&mut self) {
        self.store.kept().staged.remove(&self.begun);
    }
}

impl Write for Pen {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.written.write(piece)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink for Pen {
    fn finish(self: Box<Self>, dated: SystemTime) -> io::Result<()> {
        self.store.kept().staged.insert(self.begun, (self.written, dated));
        Ok(())
    }
}

#[tokio::test]
async fn originals_lie_in_any_store_that_does_what_the_trait_says() {
    let mut ring = KeyRing::generate(&mut StdRng::seed_from_u64(1), now());
    let (memory, mut rng, day) = (Memory::default(), rng(), TimeDelta::days(1));
    let files = FileStore::over(Arc::new(memory.clone()), Arc::new(Vault::new(&ring)));
    let digest = Digest::of(PLAIN);
    let pending = files.receive(PLAIN, LIMIT, now(), &mut rng).await.unwrap();
    assert_eq!(**pending.read().await.unwrap(), *PLAIN);
    assert!(matches!(files.read(digest).await, Err(FileError::Missing(_))), "it has no place yet");
    pending.place().await.unwrap();
    put(&files, &b"orphan"[..], LIMIT, now(), &mut rng).await.unwrap();
    drop(pending);
    assert!(memory.kept().staged.is_empty(), "what was let go leaves nothing behind");
    assert!(memory.kept().objects.keys().all(|key| key.is_ascii() && digest_of(key).is_some()));

    ring.rotate(&mut StdRng::seed_from_u64(2), now());
    let files = FileStore::over(Arc::new(memory.clone()), Arc::new(Vault::new(&ring)));
    let mut done = 0;
    for folder in 0..FOLDERS {
        done += files.reseal(folder, now() + day, &mut rng).await.unwrap();
    }
    assert_eq!((done, files.count_by_key().await.unwrap()), (2, BTreeMap::from([(ring.current(), 2)])));
    let mut opened = files.open_seekable(digest).await.unwrap();
    opened.seek(SeekFrom::Start(9)).unwrap();
    let mut rest = Vec::new();
    opened.read_to_end(&mut rest).unwrap();
    assert_eq!(rest, PLAIN[9..]);

    // Sealing anew left the age as it was.
    let swept = files.sweep(HashSet::from([digest]), now() + day + TimeDelta::seconds(1)).await.unwrap();
    assert_eq!((swept.files, memory.kept().objects.len()), (1, 1));
    files.remove(digest).await.unwrap();
    assert!(matches!(files.verify(digest).await, Err(FileError::Missing(_))));
}
