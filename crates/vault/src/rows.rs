use std::fmt;

use zeroize::Zeroizing;

/// Many rows sealed as one value with [`Vault::seal_rows`](crate::Vault::seal_rows).
///
/// Plain layout: count, end of each row (all `u32`, little-endian), then the rows.
#[derive(Default)]
pub struct RowBlock {
    ends: Vec<u32>,
    bytes: Zeroizing<Vec<u8>>,
}

impl RowBlock {
    /// An empty block.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty block with room for this many rows and bytes. Growing leaves copies of plain bytes in freed memory.
    pub fn with_capacity(rows: usize, bytes: usize) -> Self {
        Self { ends: Vec::with_capacity(rows), bytes: Zeroizing::new(Vec::with_capacity(bytes)) }
    }

    /// Adds a row.
    ///
    /// # Panics
    /// When the block passes 4 GiB.
    pub fn push(&mut self, row: &[u8]) {
        self.bytes.extend_from_slice(row);
        self.ends.push(u32::try_from(self.bytes.len()).expect("a block of rows is far below 4 GiB"));
    }

    /// Takes all rows out and keeps the room.
    pub fn clear(&mut self) {
        self.ends.clear();
        self.bytes.clear();
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Bytes of all rows together.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// The row at `index`, counted from 0.
    pub fn get(&self, index: usize) -> Option<&[u8]> {
        let end = *self.ends.get(index)? as usize;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        Some(&self.bytes[start..end])
    }

    /// The rows in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn directory(&self) -> Vec<u8> {
        let count = u32::try_from(self.len()).expect("a block of rows is far below 4 G rows");
        std::iter::once(&count).chain(&self.ends).flat_map(|n| n.to_le_bytes()).collect()
    }

    /// Reads the plain layout; `None` when it is something else.
    pub(crate) fn from_plain(mut plain: Zeroizing<Vec<u8>>) -> Option<Self> {
        let (numbers, _) = plain.as_chunks::<4>();
        let (count, rest) = numbers.split_first()?;
        let count = u32::from_le_bytes(*count) as usize;
        let ends: Vec<_> = rest.get(..count)?.iter().map(|n| u32::from_le_bytes(*n)).collect();
        plain.drain(..4 * (count + 1));
        let whole = ends.last().map_or(0, |last| *last as usize) == plain.len();
        (whole && ends.is_sorted()).then_some(Self { ends, bytes: plain })
    }
}

impl fmt::Debug for RowBlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowBlock").field("rows", &self.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn rows_come_back_as_they_went_in(rows: Vec<Vec<u8>>) {
            let mut block = RowBlock::new();
            rows.iter().for_each(|row| block.push(row));
            let plain = [&block.directory(), block.bytes()].concat();
            let read = RowBlock::from_plain(Zeroizing::new(plain)).unwrap();
            prop_assert_eq!(read.iter().collect::<Vec<_>>(), rows.iter().map(Vec::as_slice).collect::<Vec<_>>());
            prop_assert_eq!((read.len(), read.size()), (rows.len(), rows.concat().len()));
            prop_assert_eq!(read.get(rows.len()), None);
        }

        #[test]
        fn no_bytes_make_it_panic(plain: Vec<u8>) {
            if let Some(block) = RowBlock::from_plain(Zeroizing::new(plain)) {
                prop_assert_eq!(block.iter().map(<[u8]>::len).sum::<usize>(), block.size());
            }
        }
    }
}
