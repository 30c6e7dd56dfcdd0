//! The verbs: everything people can do, one file a noun.
