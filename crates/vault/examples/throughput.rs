//! How fast the vault works on one thread: `cargo run --release -p vault --example throughput`.
#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::{
    hint::black_box,
    io::{self, Read, Write},
    time::Instant,
};

use chrono::DateTime;
use rand::{SeedableRng, rngs::StdRng};
use vault::{Field, KeyRing, RowBlock, Vault};

const ROWS: usize = 1_000_000;
const ROW: [u8; 64] = [b'7'; 64];
const ROWS_IN_BLOCK: usize = 500;
const PLACE: Field = Field::new("roster_row", "sealed");

fn main() {
    let mut rng = StdRng::seed_from_u64(1);
    let vault = Vault::new(&KeyRing::generate(&mut rng, DateTime::UNIX_EPOCH));

    let mut last = Vec::new();
    report("seal a million values of 64 B", ROWS, || {
        (0..ROWS as i64).for_each(|row| last = vault.seal(PLACE.row(row), &ROW, &mut rng));
    });
    report("open a million values of 64 B", ROWS, || {
        let context = PLACE.row(ROWS as i64 - 1);
        for _ in 0..ROWS {
            black_box(vault.open(context, &last).expect("sealed above"));
        }
    });

    let mut rows = RowBlock::with_capacity(ROWS_IN_BLOCK, ROWS_IN_BLOCK * ROW.len());
    report("seal them in blocks of 500", ROWS, || {
        for block in 0..ROWS / ROWS_IN_BLOCK {
            rows.clear();
            (0..ROWS_IN_BLOCK).for_each(|_| rows.push(&ROW));
            last = vault.seal_rows(PLACE.row(block as i64), &rows, &mut rng);
        }
    });
    report("open them in blocks of 500", ROWS, || {
        let context = PLACE.row((ROWS / ROWS_IN_BLOCK) as i64 - 1);
        for _ in 0..ROWS / ROWS_IN_BLOCK {
            black_box(vault.open_rows(context, &last).expect("sealed above"));
        }
    });

    report("fingerprint a million people", ROWS, || {
        for _ in 0..ROWS {
            black_box(vault.fingerprints().person("citizen_id", "350500197001010000"));
        }
    });

    let plain = vec![7; ROWS * ROW.len()];
    let mut sealed = Vec::with_capacity(plain.len() + (1 << 16));
    report("seal a file of 64 MB, with its SM3", ROWS, || {
        let mut file = vault.seal_file(PLACE.anywhere(), &mut sealed, &mut rng).expect("memory takes all");
        file.write_all(&plain).and_then(|()| file.finish()).expect("memory takes all");
    });
    report("open it", ROWS, || {
        let mut file = vault.open_file(PLACE.anywhere(), &sealed[..]).expect("sealed above");
        io::copy(&mut file.by_ref(), &mut io::sink()).expect("sealed above");
    });
}

/// Runs `work`, which handles `rows` rows of 64 bytes, and prints its speed.
fn report(what: &str, rows: usize, work: impl FnOnce()) {
    let start = Instant::now();
    work();
    let seconds = start.elapsed().as_secs_f64();
    let (nanoseconds, megabytes) = (seconds * 1e9 / rows as f64, (rows * ROW.len()) as f64 / 1e6);
    println!("{what:36} {nanoseconds:6.0} ns a row {:6.0} MB/s", megabytes / seconds);
}
