//! `livebridge measure` and `livebridge bench` as their users meet them: exit codes, tables, JSON, pictures, errors.

mod bench;
mod measure;
mod sound_folder;
