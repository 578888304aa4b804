//! The file in which clients on this machine find a server that listens: its address, and the token that it asks for.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use livebridge_wire::Token;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The form of the file.
#[derive(Serialize, Deserialize)]
struct Written {
    port: u16,
    token: String,
    transport: String,
    url: String,
}

/// A file that says where a server is, as long as it is there. Nobody but its owner can read it.
#[derive(Debug)]
pub struct BridgeFile {
    path: PathBuf,
    text: String,
}

impl BridgeFile {
    /// A token that nobody can guess.
    pub fn random_token() -> io::Result<Token> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| io::Error::other(format!("no random number: {error}")))?;
        data_encoding::HEXLOWER.encode(&bytes).parse().map_err(io::Error::other)
    }

    /// Writes the file, whole or not at all, in the place of one that is there.
    pub fn write(path: &Path, port: u16, token: &Token) -> io::Result<Self> {
        let url = format!("http://127.0.0.1:{port}{}", super::guard::PATH);
        let token = token.header().trim_start_matches("Bearer ").to_owned();
        let text = serde_json::to_string_pretty(&Written { port, token, transport: "http".to_owned(), url })?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        // A temporary file is its owner's alone from the beginning, and stays so under its name.
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(Self { path: path.to_owned(), text })
    }

    /// Finds a server by its file.
    pub fn read(path: &Path) -> Result<FoundServer, NoBridgeFile> {
        const LONGEST: u64 = 64 * 1024;
        let wrong = |why: String| NoBridgeFile { path: path.to_owned(), why };
        let file = fs::File::open(path).map_err(|error| wrong(error.to_string()))?;
        let written: Written =
            serde_json::from_reader(io::Read::take(file, LONGEST)).map_err(|error| wrong(error.to_string()))?;
        if written.transport != "http" {
            return Err(wrong(format!("the transport is `{}`, not `http`", written.transport)));
        }
        let token = written.token.parse().map_err(|error| wrong(format!("{error}")))?;
        Ok(FoundServer { url: written.url, token })
    }
}

impl Drop for BridgeFile {
    /// Takes the file away, unless another server has put its own there meanwhile.
    fn drop(&mut self) {
        if fs::read_to_string(&self.path).is_ok_and(|text| text == self.text) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// A server that was found by its file.
#[derive(Debug, Clone)]
pub struct FoundServer {
    /// Where it is.
    pub url: String,
    /// What it asks for.
    pub token: Token,
}

/// A file that leads to no server.
#[derive(Debug, Error)]
#[error("`{}` leads to no server: {why}", path.display())]
pub struct NoBridgeFile {
    path: PathBuf,
    why: String,
}
