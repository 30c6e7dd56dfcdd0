//! Routes, pages, forms and sessions. Knows the verbs of `app`, never the database.
