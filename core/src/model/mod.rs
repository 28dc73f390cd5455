//! What the service model defines: structures and enums of the wire, constraints, errors, names; and a lab's settings.

pub mod arn;
pub mod capacity;
pub mod constraints;
pub mod error;
pub mod region;
pub mod service;
pub mod settings;
pub mod shapes;
#[cfg(feature = "typescript")]
pub mod typescript;
