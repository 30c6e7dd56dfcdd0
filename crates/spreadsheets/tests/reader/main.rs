//! The reader from outside: what it reads, what it refuses, and that calamine agrees.

mod any;
mod files;
mod oracle;
mod refusals;
mod shapes;
