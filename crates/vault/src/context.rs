/// The longest `table` and `column` together, in bytes.
const NAMES_MAX: usize = 60;
const ROW_MAX: usize = 33;

/// A sealed column: make it a constant, so that a name too long fails the build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    table: &'static str,
    column: &'static str,
}

impl Field {
    /// The column of a table, by the names they have in the database.
    ///
    /// # Panics
    /// When a name is empty, or both together are longer than 60 bytes.
    pub const fn new(table: &'static str, column: &'static str) -> Self {
        assert!(!table.is_empty() && !column.is_empty(), "a field has a table and a column");
        assert!(table.len() + column.len() <= NAMES_MAX, "table and column have 60 bytes together");
        Self { table, column }
    }

    /// The table's name.
    pub const fn table(self) -> &'static str {
        self.table
    }

    /// The column's name.
    pub const fn column(self) -> &'static str {
        self.column
    }

    /// The value in the row with this number.
    pub fn row(self, id: i64) -> Context {
        self.context(b'#').with(&id.to_be_bytes())
    }

    /// The value in the row with this key of any length.
    pub fn key(self, key: &str) -> Context {
        self.context(b'=').with(crate::Digest::of(key.as_bytes()).as_bytes())
    }

    /// Values that are found by their content and not by a row, such as files under their digest.
    pub fn anywhere(self) -> Context {
        self.context(b'*')
    }

    fn context(self, kind: u8) -> Context {
        Context { bytes: [0; Context::MAX], len: 0 }
            .with(&[self.table.len() as u8])
            .with(self.table.as_bytes())
            .with(&[self.column.len() as u8])
            .with(self.column.as_bytes())
            .with(&[kind])
    }
}

/// What a sealed value is bound to (table, column, row): it opens nowhere else. Lives on the stack.
#[derive(Clone, Copy)]
pub struct Context {
    bytes: [u8; Self::MAX],
    len: usize,
}

impl Context {
    /// Room for names, row, the sealed header and a chunk number.
    const MAX: usize = 2 + NAMES_MAX + ROW_MAX + 16;

    /// The same context with more bound to it.
    pub(crate) fn with(mut self, more: &[u8]) -> Self {
        self.bytes[self.len..self.len + more.len()].copy_from_slice(more);
        self.len += more.len();
        self
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Context({})", self.as_bytes().escape_ascii())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_place_has_its_own_context() {
        let long = "a".repeat(500);
        let places = [
            Field::new("person", "phone").row(1),
            Field::new("person", "phone").row(2),
            Field::new("person", "name").row(1),
            Field::new("personp", "hone").row(1),
            Field::new("person", "phone").key("1"),
            Field::new("person", "phone").key(&long),
            Field::new("person", "phone").anywhere(),
        ];
        let distinct: HashSet<_> = places.iter().map(|c| c.as_bytes().to_vec()).collect();
        assert_eq!(distinct.len(), places.len());
    }

    #[test]
    fn the_longest_names_fit() {
        const LONGEST: Field = Field::new("a_table_with_a_name_of_30_byte", "a_column_of_the_30_bytes_left_");
        let context = LONGEST.key("行").with(&[0; 16]);
        assert_eq!(context.as_bytes().len(), Context::MAX);
    }
}
