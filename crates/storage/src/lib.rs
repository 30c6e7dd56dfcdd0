//! Both databases, the event log, sealed files and jobs.
