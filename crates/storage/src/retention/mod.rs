//! What is kept, since when, and its deletion: rows alone. When which kind is over, the policy file says.

mod kept;
mod papers;
mod routine;
mod runs;
mod uploads;

pub use kept::{KeptVersion, closed_requests, listed_results, refused_intakes, unfiled_uploads, versions};
pub use papers::{
    applications_with_papers, cultivations_with_papers, delete_intake, delete_papers_of_application,
    delete_papers_of_cultivation, delete_request,
};
pub use routine::{Routine, delete_before, over_before};
pub use runs::{Run, begin, finish, get, note, unfinished};
pub use uploads::{
    FiledVersion, delete_some_of_version, delete_unfiled, delete_with_last_version, filed_version, mark_deleted,
};
