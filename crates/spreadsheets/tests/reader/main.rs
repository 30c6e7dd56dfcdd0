//! The reader from outside: what it reads, what it refuses, and that calamine agrees.

mod any;
mod files;
mod made_by;
mod oracle;
mod refusals;
mod shapes;
