//! References to files: paths as texts since Live 11, as lists of folders before.

use std::io;

use livebridge_port::Name;

use crate::model::FileRef;
use crate::xml::{Parsed, Xml};

/// The `FileRef` in the current element: the file of a clip, a sampler or a Max device.
pub(super) fn sample<R: io::Read>(xml: &mut Xml<R>) -> Parsed<FileRef> {
    let (level, mut file) = (xml.level(), FileRef::default());
    while xml.child(level)? {
        if xml.name() == "FileRef" {
            file = file_ref(xml)?;
        }
    }
    Ok(file)
}

pub(super) fn file_ref<R: io::Read>(xml: &mut Xml<R>) -> Parsed<FileRef> {
    let (level, mut file) = (xml.level(), FileRef::default());
    let (mut has_relative, mut name, mut folders, mut hint) = (true, None, None, None);
    while xml.child(level)? {
        match xml.name() {
            "RelativePathType" => file.relative_type = xml.integer()?,
            "HasRelativePath" => has_relative = xml.flag()?.unwrap_or(true),
            "RelativePath" => {
                file.relative = xml.text()?;
                folders = self::folders(xml)?;
            }
            "Path" => file.path = xml.text()?,
            "Name" => name = Some(xml.text()?),
            "OriginalFileSize" => file.size = xml.integer()?,
            "OriginalCrc" => file.crc = xml.integer()?,
            "SearchHint" => {
                let inner = xml.level();
                while xml.child(inner)? {
                    match xml.name() {
                        "PathHint" => hint = self::folders(xml)?,
                        "FileSize" => file.size = xml.integer()?,
                        "Crc" => file.crc = xml.integer()?,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    if let Some(name) = name.filter(|name| !name.is_empty()) {
        let join = |folders: &Option<String>| Name::from(format!("{}{name}", folders.as_deref().unwrap_or_default()));
        if file.relative.is_empty() && has_relative && folders.is_some() {
            file.relative = join(&folders);
        }
        if file.path.is_empty() && (hint.is_some() || file.relative.is_empty()) {
            file.path = join(&hint);
        }
    }
    Ok(file)
}

/// The folders of a path, each with `/` after it; one without a name leads up. Absent where there is no list.
fn folders<R: io::Read>(xml: &mut Xml<R>) -> Parsed<Option<String>> {
    let (level, mut path) = (xml.level(), None);
    while xml.child(level)? {
        if xml.name() == "RelativePathElement" {
            let folder = xml.attribute("Dir")?.unwrap_or_default();
            let path = path.get_or_insert_with(String::new);
            path.push_str(if folder.is_empty() { ".." } else { &folder });
            path.push('/');
        }
    }
    Ok(path)
}
