//! Workbooks and CSV in, as a stream of cells with addresses, and out.
