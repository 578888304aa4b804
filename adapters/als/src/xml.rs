//! A cursor over the XML: the children of an element one after the other, their attributes, and what cannot be read
//! as it should. Tokens are quick-xml's; depth, order and length of elements are watched here.
//!
//! What a caller does not look at is skipped, so a reader names only the elements that it wants. Text is passed over
//! without being kept: in a Set it is blanks, or megabytes of a plug-in's state in hexadecimal digits.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{BufRead, Read};

use livebridge_port::Name;
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::Event;
use quick_xml::events::attributes::Attributes;

use super::error::{Diagnostics, ErrorCode, ImportError, WarningCode};
use super::limits::Limits;
use super::source::Source;

/// The longest name of an element.
const NAME: usize = 256;

/// The result of reading something.
pub(super) type Parsed<T> = Result<T, ImportError>;

/// A place in the XML: how many elements are open around what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Level(usize);

/// Where the reader stands: on an element that [`Xml::child`] came to.
pub(super) struct Xml<R> {
    reader: Reader<Source<R>>,
    buffer: Vec<u8>,
    /// The tag of the current element: its name, then its attributes.
    tag: String,
    name_length: usize,
    /// The names of the open elements, each after a `/`.
    path: String,
    /// Where each name begins in `path`.
    starts: Vec<usize>,
    /// The current element has no more in it: it ends with the next step.
    is_ending: bool,
    limits: Limits,
    /// What was noted.
    pub(super) diagnostics: Diagnostics,
    /// What is not known, where all that may stand is known: how often by path.
    pub(super) unknown: BTreeMap<String, usize>,
    /// The ids by which envelopes name what they move, from everywhere in the document.
    pub(super) targets: Vec<i64>,
    items: usize,
    notes: usize,
}

impl<R: Read> Xml<R> {
    pub(super) fn new(source: Source<R>, limits: Limits) -> Self {
        Self {
            reader: Reader::from_reader(source),
            buffer: Vec::new(),
            tag: String::new(),
            name_length: 0,
            path: String::new(),
            starts: Vec::new(),
            is_ending: false,
            limits,
            diagnostics: Diagnostics::default(),
            unknown: BTreeMap::new(),
            targets: Vec::new(),
            items: 0,
            notes: 0,
        }
    }

    /// The level of the current element, to come to its children with [`Xml::child`].
    pub(super) fn level(&self) -> Level {
        Level(self.starts.len())
    }

    /// Comes to the next child of the element at `level`; `false` at its end. Whatever was left unread is skipped.
    pub(super) fn child(&mut self, level: Level) -> Parsed<bool> {
        loop {
            match self.step(level, |depth| depth == level.0)? {
                Step::Open | Step::Leaf if self.starts.len() == level.0 + 1 => return Ok(true),
                Step::Open | Step::Leaf | Step::Close => {}
                Step::End => return Ok(false),
            }
        }
    }

    /// Comes to the next element anywhere below the one at `level`, or to the end of one.
    pub(super) fn walk(&mut self, level: Level) -> Parsed<Step> {
        self.step(level, |_| true)
    }

    /// Goes on to the next tag below the element at `level`. Keeps it where `keep` says so of the number of elements
    /// around it.
    fn step(&mut self, level: Level, keep: impl Fn(usize) -> bool) -> Parsed<Step> {
        if self.is_ending {
            self.is_ending = false;
            self.leave();
            if self.starts.len() < level.0 {
                return Ok(Step::End);
            }
        }
        let (start, is_leaf) = loop {
            self.skip_text()?;
            match self.reader.read_event_into(&mut self.buffer) {
                Ok(Event::Start(start)) => break (start, false),
                Ok(Event::Empty(start)) => break (start, true),
                Ok(Event::End(_)) if self.starts.len() > level.0 => {
                    self.is_ending = true;
                    return Ok(Step::Close);
                }
                Ok(Event::End(_)) => {
                    self.leave();
                    return Ok(Step::End);
                }
                Ok(Event::Comment(_) | Event::PI(_) | Event::CData(_)) => {}
                Ok(Event::Eof) => return Err(self.problem(ErrorCode::Xml, "the document ends within an element")),
                Ok(Event::DocType(_)) => return Err(self.problem(ErrorCode::Doctype, "a document type declaration")),
                Ok(_) => return Err(self.problem(ErrorCode::Xml, "something that cannot stand here")),
                Err(error) => return Err(self.problem(ErrorCode::Xml, error.to_string())),
            }
        };
        let name = &start[..start.name().as_ref().len()];
        if memchr::memchr(b'<', start.as_bytes()).is_some() {
            return Err(self.problem(ErrorCode::Xml, "`<` within a tag: an attribute that is not closed"));
        }
        if name.len() > NAME {
            return Err(self.problem(ErrorCode::AttrLen, "a name of more than 256 bytes"));
        }
        let depth = self.starts.len();
        if depth >= self.limits.depth {
            return Err(self.problem(ErrorCode::Depth, format!("more than {depth} elements within each other")));
        }
        self.starts.push(self.path.len());
        self.path.push('/');
        self.path.push_str(name);
        self.is_ending = is_leaf;
        // What can be automated is not only what is read here: this one thing is taken from all that is skipped too.
        if name == "AutomationTarget" {
            let id = start.attributes().with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == "Id");
            self.targets.extend(id.and_then(|id| id.value.parse::<i64>().ok()));
        }
        if keep(depth) {
            self.name_length = name.len();
            self.tag.clear();
            self.tag.push_str(&start);
        }
        Ok(if is_leaf { Step::Leaf } else { Step::Open })
    }

    /// The innermost element is behind.
    fn leave(&mut self) {
        if let Some(start) = self.starts.pop() {
            self.path.truncate(start);
        }
    }

    /// Passes over text to the next tag, without keeping it. It must be UTF-8 all the same.
    fn skip_text(&mut self) -> Parsed<()> {
        self.buffer.clear();
        // Bytes of a character that the end of the window cut.
        let mut cut = 0;
        loop {
            let mut stream = self.reader.stream();
            stream.get_mut().mark();
            let Ok(text) = stream.fill_buf() else { return Err(self.problem(ErrorCode::Xml, "unreadable text")) };
            let end = memchr::memchr(b'<', text);
            let (n, done) = (end.unwrap_or(text.len()), end.is_some() || text.is_empty());
            if cut > 0 || !text[..n].is_ascii() {
                let rest = &text[..n];
                let skipped = rest.iter().take(cut).take_while(|&&byte| byte & 0xC0 == 0x80).count();
                cut = match std::str::from_utf8(&rest[skipped..]) {
                    Ok(_) => 0,
                    Err(error) if error.error_len().is_none() && !done => 3,
                    Err(_) => return Err(self.problem(ErrorCode::Xml, "text that is not UTF-8")),
                };
            }
            stream.consume(n);
            if done {
                self.reader.get_mut().mark();
                return Ok(());
            }
        }
    }

    /// The text that follows the current tag, without blanks: how long it is, given piece by piece and not kept.
    pub(super) fn take_text(&mut self, mut take: impl FnMut(&[u8])) -> Parsed<u64> {
        let mut length = 0;
        if self.is_ending {
            return Ok(0);
        }
        loop {
            let mut stream = self.reader.stream();
            stream.get_mut().mark();
            let Ok(text) = stream.fill_buf() else { return Err(self.problem(ErrorCode::Xml, "unreadable text")) };
            let end = memchr::memchr(b'<', text);
            let (n, done) = (end.unwrap_or(text.len()), end.is_some() || text.is_empty());
            for piece in text[..n].split(u8::is_ascii_whitespace) {
                take(piece);
                length += piece.len() as u64;
            }
            stream.consume(n);
            if done {
                return Ok(length);
            }
        }
    }

    /// Begins the document: comes to its root element.
    pub(super) fn root(&mut self) -> Parsed<()> {
        loop {
            self.skip_text()?;
            match self.reader.read_event_into(&mut self.buffer) {
                Ok(Event::Decl(declaration)) => {
                    let encoding = declaration.encoding().and_then(Result::ok);
                    if let Some(encoding) = encoding.filter(|name| !name.eq_ignore_ascii_case("utf-8")) {
                        let message = format!("declared as {encoding}, where Live writes UTF-8");
                        return Err(self.problem(ErrorCode::Encoding, message));
                    }
                }
                Ok(Event::Start(start)) => {
                    self.name_length = start.name().as_ref().len().min(NAME);
                    self.tag.push_str(&start);
                    self.starts.push(0);
                    self.path.push('/');
                    self.path.push_str(&self.tag[..self.name_length]);
                    return Ok(());
                }
                Ok(Event::Empty(start)) => {
                    let code = if start.name().as_ref() == "Ableton" { ErrorCode::NotASet } else { ErrorCode::Root };
                    return Err(self.problem(code, "the root element is empty"));
                }
                Ok(Event::DocType(_)) => return Err(self.problem(ErrorCode::Doctype, "a document type declaration")),
                Ok(Event::Eof) => return Err(self.problem(ErrorCode::Xml, "there is no root element")),
                Ok(Event::Comment(_) | Event::PI(_)) => {}
                Ok(_) => return Err(self.problem(ErrorCode::Xml, "something stands before the root element")),
                Err(error) => return Err(self.problem(ErrorCode::Xml, error.to_string())),
            }
        }
    }

    /// Ends the document: after its root element nothing but blanks may follow, and the container must end well.
    pub(super) fn finish(&mut self) -> Parsed<()> {
        loop {
            self.skip_text()?;
            match self.reader.read_event_into(&mut self.buffer) {
                Ok(Event::Eof) => return Ok(()),
                Ok(Event::Comment(_) | Event::PI(_)) => {}
                Ok(_) => return Err(self.problem(ErrorCode::Xml, "something follows the root element")),
                Err(error) => return Err(self.problem(ErrorCode::Xml, error.to_string())),
            }
        }
    }

    /// What the container turned out to be.
    pub(super) fn source(&self) -> &Source<R> {
        self.reader.get_ref()
    }

    /// An error at this place.
    pub(super) fn problem(&self, code: ErrorCode, message: impl Into<String>) -> ImportError {
        let (offset, path) = (Some(self.reader.buffer_position()), self.path.trim_start_matches('/').to_owned());
        ImportError { offset, path, ..ImportError::new(code, message) }
    }

    /// What was really wrong when reading ended with `error`: the container's problem, where it has one.
    pub(super) fn cause(&mut self, error: ImportError) -> ImportError {
        let source = self.reader.get_mut();
        // A checksum stands at the end: only there damaged data can be told from a file that was written so.
        let problem = match source.take_problem() {
            None if error.code == ErrorCode::Xml => source.find_damage().filter(ImportError::is_of_container),
            problem => problem,
        };
        match problem {
            None => error,
            Some(problem) if problem.is_of_container() => problem,
            Some(problem) => ImportError { offset: problem.offset.or(error.offset), path: error.path, ..problem },
        }
    }

    /// The name of the current element.
    pub(super) fn name(&self) -> &str {
        &self.tag[..self.name_length]
    }

    /// The names of the open elements below `level`, joined by `/`.
    pub(super) fn path_below(&self, level: Level) -> &str {
        self.starts.get(level.0).map_or("", |start| &self.path[start + 1..])
    }

    /// An attribute of the current element.
    pub(super) fn attribute(&self, key: &str) -> Parsed<Option<Cow<'_, str>>> {
        for attribute in self.attributes() {
            let (found, value) = attribute?;
            if found == key {
                return unescaped(value).map(Some).map_err(|message| self.problem(ErrorCode::Xml, message));
            }
        }
        Ok(None)
    }

    /// All attributes of the current element, as they are written: with references.
    pub(super) fn attributes(&self) -> impl Iterator<Item = Parsed<(&str, Cow<'_, str>)>> {
        let mut attributes = Attributes::new(&self.tag, self.name_length);
        attributes.with_checks(false);
        attributes.map(|attribute| match attribute {
            Ok(attribute) => Ok((attribute.key.into_inner(), attribute.value)),
            Err(error) => Err(self.problem(ErrorCode::Xml, error.to_string())),
        })
    }

    /// The `Value` of the current element as a text; empty when it has none.
    pub(super) fn text(&self) -> Parsed<Name> {
        Ok(self.attribute("Value")?.map_or_else(|| Name::from(""), Name::from))
    }

    /// The `Value` as a finite number; noted and absent when it is none.
    pub(super) fn number(&mut self) -> Parsed<Option<f64>> {
        let value = self.attribute("Value")?.as_deref().and_then(number);
        if value.is_none() {
            self.note_bad_value("number");
        }
        Ok(value)
    }

    /// The `Value` as a whole number; noted and absent when it is none.
    pub(super) fn integer(&mut self) -> Parsed<Option<i64>> {
        let value = self.attribute("Value")?.and_then(|text| text.parse().ok());
        if value.is_none() {
            self.note_bad_value("whole number");
        }
        Ok(value)
    }

    /// The `Value` as `true` or `false`; noted and absent when it is neither.
    pub(super) fn flag(&mut self) -> Parsed<Option<bool>> {
        let value = self.attribute("Value")?.and_then(|text| text.parse().ok());
        if value.is_none() {
            self.note_bad_value("`true` or `false`");
        }
        Ok(value)
    }

    fn note_bad_value(&mut self, wanted: &str) {
        let value = self.attribute("Value").ok().flatten().map_or_else(|| "nothing".into(), |text| format!("{text:?}"));
        let path = &self.path[1..];
        self.diagnostics.note(WarningCode::BadNumber, || format!("{value} is no {wanted}, at {path}"));
    }

    /// The attribute `Id`, as a number.
    pub(super) fn id(&self) -> Parsed<Option<i64>> {
        Ok(self.attribute("Id")?.and_then(|text| text.parse().ok()))
    }

    /// Notes something about this place.
    pub(super) fn note(&mut self, code: WarningCode, message: &str) {
        let path = &self.path[1..];
        self.diagnostics.note(code, || format!("{message}, at {path}"));
    }

    /// The current element is not known here: counted, listed and skipped.
    pub(super) fn not_known(&mut self) {
        /// A hostile file makes no more entries than this.
        const LISTED: usize = 1000;
        if let Some(count) = self.unknown.get_mut(&self.path[1..]) {
            *count += 1;
        } else if self.unknown.len() < LISTED {
            self.unknown.insert(self.path[1..].to_owned(), 1);
        }
    }

    /// Counts a thing, within the limit of things.
    pub(super) fn count_item(&mut self) -> Parsed<()> {
        self.items += 1;
        self.within(self.items, self.limits.items, "clips, devices, parameters and events")
    }

    /// Counts a note, within the limit of notes.
    pub(super) fn count_note(&mut self) -> Parsed<()> {
        self.notes += 1;
        self.within(self.notes, self.limits.notes, "notes")
    }

    fn within(&self, count: usize, limit: usize, what: &str) -> Parsed<()> {
        if count > limit {
            return Err(self.problem(ErrorCode::Count, format!("more than {limit} {what}")));
        }
        Ok(())
    }
}

/// What a step came to.
pub(super) enum Step {
    /// An element with something in it.
    Open,
    /// An element with nothing in it.
    Leaf,
    /// The end of an element, which can still be seen.
    Close,
    /// The end of the element in which the steps are made.
    End,
}

/// The value with its references replaced: the five that have names, and characters by their number.
fn unescaped(value: Cow<'_, str>) -> Result<Cow<'_, str>, String> {
    if memchr::memchr(b'&', value.as_bytes()).is_none() {
        return Ok(value);
    }
    unescape(&value).map(|text| Cow::Owned(text.into_owned())).map_err(|error| error.to_string())
}

/// A finite number, as Live writes it: no blanks, and a point where the fraction begins.
pub(super) fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|value: &f64| value.is_finite())
}
