//! Reads each path to its rows: the one place where form, encoding and reader come together.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::cells::InParts;
use super::collect::Collector;
use super::columns::{Dictionary, is_legend, is_our_own};
use super::decode::{self, Decoded, Encoded, recognise};
use super::geometry::GeometryRule;
use super::institution_match::Matcher;
use super::json_list::{self, List, ListKind, looks_like_json};
use super::judge::Judge;
use super::mapping::{Examined, Examiner, may_fit, names_sheet};
use super::markup::{self, Markup};
use super::members::read_members;
use super::memo::ThreadMemos;
use super::note::Note;
use super::open::{Content, Opened, open, sha256_hex};
use super::pages::Stated;
use super::sniff::{Kind, binary_at, sniff};
use super::unpack::{Budget, FILE_LIMIT, gunzip, untar, unzip};
use super::workbook::{Sheet, Workbook};
use super::{
    Error, Form, Import, Options, Progress, SourceFile, compound, csv, geojson, html, json, osm,
    spreadsheet_xml, table, web_archive, xml,
};
use crate::model::InstitutionRegistry;
use crate::model::purpose::purposes;
use crate::place::Places;
use crate::spatial::crs::{EpsgCode, Transformation};

/// Bytes that tell whether a text is JSON, XML or a table.
const HEAD: usize = 64 << 10;
/// How deep archives may lie inside each other.
const ARCHIVES: usize = 2;

/// What reading a file takes, the same for all that is inside it.
pub(super) struct Reading<'r, 'c> {
    pub(super) dictionary: &'r Dictionary<'r>,
    pub(super) judge: &'r Judge<'r>,
    pub(super) collector: &'r mut Collector<'c>,
    /// Coordinate system of geometries, when the user named it.
    pub(super) crs: Option<EpsgCode>,
    /// Done and all, in a unit of the file.
    pub(super) step: &'r (dyn Fn(u64, u64) + Sync),
    /// What may still be unpacked from this file.
    pub(super) budget: &'r Budget,
}

/// Reads all files.
pub(super) fn read_all(
    paths: &[PathBuf],
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Import, Error> {
    // The outlines take a while to be read, and are needed from the first rows on.
    rayon::spawn(|| {
        let _ = Places::embedded();
    });
    reading(options, None, |dictionary, judge, collector| {
        let (mut read, mut empty) = (0, None);
        for (index, path) in paths.iter().enumerate() {
            let step = |done, total| {
                progress(Progress {
                    file: index,
                    files: paths.len(),
                    done,
                    total,
                });
            };
            step(0, 1);
            let reading = Reading {
                dictionary,
                judge,
                collector,
                crs: options.geometry.crs,
                step: &step,
                budget: &Budget::default(),
            };
            match reading.opened(open(path)?, path) {
                // The page after the last one, beside the others.
                Err(why @ Error::NoneOnPage { .. }) => {
                    collector.leave_out(&why);
                    empty.get_or_insert(why);
                }
                result => {
                    result?;
                    read += 1;
                }
            }
            step(1, 1);
        }
        empty.filter(|_| read == 0).map_or(Ok(()), Err)
    })
}

/// Reads one file that is in memory already.
pub(super) fn read_bytes(name: &str, bytes: &[u8], options: &Options) -> Result<Import, Error> {
    let opened = Opened {
        name: name.to_owned(),
        sha256: sha256_hex(bytes),
        size_bytes: bytes.len() as u64,
        content: Content::File(bytes.to_vec()),
    };
    reading(options, None, |dictionary, judge, collector| {
        let reading = Reading {
            dictionary,
            judge,
            collector,
            crs: options.geometry.crs,
            step: &|_, _| {},
            budget: &Budget::default(),
        };
        reading.opened(opened, Path::new(name))
    })
}

/// Looks at the tables of a file.
pub(super) fn examine(path: &Path, options: &Options) -> Result<Vec<Examined>, Error> {
    let examiner = Examiner::default();
    let result = reading(options, Some(&examiner), |dictionary, judge, collector| {
        let reading = Reading {
            dictionary,
            judge,
            collector,
            crs: options.geometry.crs,
            step: &|_, _| {},
            budget: &Budget::default(),
        };
        reading.opened(open(path)?, path)
    });
    let seen = examiner.into_seen();
    match result {
        Err(error) if seen.is_empty() => Err(error),
        _ => Ok(seen),
    }
}

/// Checks the options, lets `read` fill a collector, and closes it.
fn reading(
    options: &Options,
    examiner: Option<&Examiner>,
    read: impl FnOnce(&Dictionary, &Judge, &mut Collector) -> Result<(), Error>,
) -> Result<Import, Error> {
    let matcher = Matcher::new(InstitutionRegistry::embedded());
    let institution = match &options.institution {
        Some(code) => Some(
            matcher
                .by_code(code)
                .ok_or_else(|| Error::UnknownInstitution(code.clone()))?,
        ),
        None => None,
    };
    let projected = options.crs.as_ref().map(|columns| columns.code);
    for code in projected.into_iter().chain(options.geometry.crs) {
        // A code that PROJ does not know is said before anything is read.
        Transformation::new(code)?;
    }
    let judge = Judge {
        in_parts: InParts::default(),
        matcher: &matcher,
        purposes: purposes(),
        crs: projected,
        geometry: GeometryRule {
            crs: options.geometry.crs,
            first: options.geometry.column.is_some(),
        },
        institution,
        bare_number: options.bare_number,
        today: jiff::Zoned::now().date(),
        memos: ThreadMemos::default(),
    };
    let dictionary = Dictionary::new(options.crs.as_ref())
        .with_geometry(options.geometry.column.as_deref())
        .with_mappings(&options.mappings, options.institution.as_deref())
        .with_examiner(examiner);
    let mut collector = Collector::new(&matcher, options);
    read(&dictionary, &judge, &mut collector)?;
    Ok(collector.finish())
}

impl Reading<'_, '_> {
    fn opened(mut self, opened: Opened, path: &Path) -> Result<(), Error> {
        let file = SourceFile {
            name: opened.name,
            sha256: opened.sha256,
            size_bytes: opened.size_bytes,
            form: Form::Csv,
            encoding: "UTF-8",
            notes: Vec::new(),
        };
        self.collector.begin(file, path)?;
        match opened.content {
            Content::File(bytes) => self.content(bytes, ARCHIVES)?,
            Content::Folder(pieces) => read_members(&mut self, &pieces, Form::Folder, ARCHIVES)?,
        }
        self.collector.end(self.dictionary)
    }

    /// Reads a file, or the member that the collector is at; `archives` is how many may still be opened.
    pub(super) fn content(&mut self, bytes: Vec<u8>, archives: usize) -> Result<(), Error> {
        let file = self.collector.file_name().to_owned();
        match sniff(&bytes) {
            Kind::Gzip => {
                let inside = gunzip(&bytes, FILE_LIMIT, &file, self.budget)?;
                if sniff(&inside) == Kind::Gzip {
                    return Err(Error::NestedTooDeep { file });
                }
                drop(bytes);
                self.content(inside, archives)
            }
            Kind::Zip | Kind::Tar if archives == 0 => Err(Error::NestedTooDeep { file }),
            Kind::Zip => read_members(self, &unzip(&bytes, &file)?, Form::Archive, archives - 1),
            Kind::Tar => read_members(self, &untar(&bytes, &file)?, Form::Archive, archives - 1),
            Kind::Xlsx => self.workbook(Workbook::xlsx(&bytes, &file)?, Form::Xlsx),
            Kind::Ods => self.workbook(Workbook::ods(&bytes, &file)?, Form::Ods),
            Kind::Ole => self.compound(&bytes, file),
            Kind::Shp => Err(Error::ShapefilePart { file, part: ".dbf" }),
            Kind::Foreign(form) => Err(Error::NotRead { file, form }),
            Kind::Text if web_archive::is_one(&bytes) => {
                if archives == 0 {
                    return Err(Error::NestedTooDeep { file });
                }
                let pages = web_archive::pages(&bytes, &file, self.budget)?;
                drop(bytes);
                read_members(self, &pages, Form::Html, archives - 1)
            }
            Kind::Text => match binary_at(&bytes) {
                Some(offset) => Err(Error::Binary { file, offset }),
                None => self.text(bytes, file),
            },
        }
    }

    fn compound(&mut self, bytes: &[u8], file: String) -> Result<(), Error> {
        const FOREIGN: [(&str, &str); 4] = [
            ("WordDocument", "DOC"),
            ("PowerPoint Document", "PPT"),
            ("BodyText", "HWP"),
            ("__properties_version1.0", "MSG"),
        ];
        if compound::has(bytes, "EncryptedPackage") {
            return Err(Error::Encrypted { file });
        }
        if let Some((_, form)) = FOREIGN.iter().find(|(name, _)| compound::has(bytes, name)) {
            return Err(Error::NotRead { file, form });
        }
        let workbook = Workbook::xls(bytes, &file)?;
        self.workbook(workbook, Form::Xls)
    }

    fn text(&mut self, bytes: Vec<u8>, file: String) -> Result<(), Error> {
        let decoded = match recognise(bytes, &file)? {
            Encoded::Text(decoded) => decoded,
            Encoded::Cp949(bytes) => {
                let head = decode::head(&bytes, HEAD);
                let is_table = !looks_like_json(&head) && markup::kind(&head).is_none();
                if !head.trim().is_empty() && is_table {
                    self.collector.note_encoding(decode::CP949);
                    return self.delimited(csv::Input::Cp949(&bytes));
                }
                decode::decode_cp949(&bytes, &file)?
            }
        };
        self.decoded(&decoded, file)
    }

    fn decoded(&mut self, decoded: &Decoded, file: String) -> Result<(), Error> {
        let text = decoded.text();
        if text.trim().is_empty() {
            return Err(Error::Empty { file });
        }
        self.collector.note_encoding(decoded.encoding);
        if looks_like_json(text) {
            return self.json(&json_list::find(text, &file)?, &file);
        }
        match markup::kind(text) {
            Some(Markup::Html) => self.page(html::read(text, &file)?, file),
            Some(Markup::SpreadsheetXml) => {
                let sheets = spreadsheet_xml::read(text, &file)?;
                self.workbook(Workbook::Markup(sheets), Form::SpreadsheetXml)
            }
            Some(Markup::Xml) => {
                let found = xml::read(text, &file)?;
                self.collector.note_form(Form::Xml);
                self.table(&found.table)?;
                self.note_place(&found.place, found.stated.as_slice(), &found.others);
                Ok(())
            }
            None => self.delimited(csv::Input::Text(text)),
        }
    }

    /// Reads the tables of a web page, unless it is one for people alone.
    fn page(&mut self, page: html::Page, file: String) -> Result<(), Error> {
        let no_export = Error::WebPage {
            file,
            says: page.says.clone(),
        };
        if !page.has_data() {
            return Err(no_export);
        }
        match self.workbook(Workbook::Markup(page.sheets), Form::Html) {
            Err(why) if page.is_login && why.is_no_register() => Err(no_export),
            result => result,
        }
    }

    fn delimited(&mut self, input: csv::Input) -> Result<(), Error> {
        self.collector.note_form(Form::Csv);
        csv::read(
            input,
            self.dictionary,
            self.judge,
            self.collector,
            self.step,
        )
    }

    fn json(&mut self, list: &List, file: &str) -> Result<(), Error> {
        match list.kind {
            ListKind::Records => {
                self.collector.note_form(Form::Json);
                let keys = || json_list::keys(list);
                let kept = self.dictionary.has_kept_mappings()
                    && may_fit(
                        self.dictionary.mappings(),
                        &self.collector.called(),
                        &keys(),
                        &|_| true,
                    );
                if kept || self.dictionary.wants_tables() {
                    self.table(&json_list::table(list, file)?)?;
                    self.note_place(&list.place, &list.stated, &list.others);
                    return Ok(());
                }
                let read = json::read(
                    &list.records,
                    self.dictionary,
                    self.judge,
                    self.collector,
                    self.step,
                );
                match read {
                    // Names alone do not tell: the values may.
                    Err(Error::NoLocation { .. }) => self.table(&json_list::table(list, file)?)?,
                    read => read?,
                }
            }
            ListKind::Features => {
                let (table, code) = geojson::table(list, file, self.dictionary, self.crs)?;
                self.collector.note_form(Form::GeoJson);
                self.table(&table)?;
                if let Some(code) = code {
                    self.collector
                        .note(Note::coordinate_system(&code.to_string(), "crs"));
                }
            }
            ListKind::Elements => {
                let table = osm::table(list, file, self.dictionary)?;
                self.collector.note_form(Form::Osm);
                self.table(&table)?;
                self.collector.note(Note::open_street_map());
            }
        }
        self.note_place(&list.place, &list.stated, &list.others);
        Ok(())
    }

    fn note_place(&mut self, place: &str, stated: &[Stated], others: &[(String, usize)]) {
        if !place.is_empty() {
            self.collector.note(Note::records_found(place));
        }
        if !others.is_empty() {
            self.collector.note(Note::lists_left_out(others));
        }
        self.collector.note_stated(stated);
    }

    pub(super) fn table(&mut self, table: &table::Table) -> Result<(), Error> {
        self.rows(table, &mut std::iter::empty())
    }

    fn rows(
        &mut self,
        table: &table::Table,
        more: &mut dyn Iterator<Item = Vec<table::TableRow>>,
    ) -> Result<(), Error> {
        table::read(
            table,
            more,
            self.dictionary,
            self.judge,
            self.collector,
            self.step,
        )
    }

    /// Reads every sheet that holds a register; of several sheets each is a member.
    fn workbook(&mut self, mut workbook: Workbook, form: Form) -> Result<(), Error> {
        let mut sheets = workbook.sheets();
        // The legend of an annotated copy.
        sheets.retain(|sheet| !is_our_own(&sheet.name) && !is_legend(&sheet.name));
        let outer = self.collector.member();
        let label = |sheet: &str| {
            outer
                .as_deref()
                .map_or_else(|| sheet.to_owned(), |outer| format!("{outer}: {sheet}"))
        };
        let (mut read, mut best) = (Vec::new(), None::<(usize, Error)>);
        self.collector.note_form(form);
        // What is hidden is an older state or a working sheet as a rule: it is read where nothing else
        // is a register, or where a mapping names it.
        let mappings = self.dictionary.mappings();
        let is_asked_for = |sheet: &Sheet| !sheet.hidden || names_sheet(mappings, &sheet.name);
        let names: Arc<[String]> = sheets.iter().map(|sheet| sheet.name.clone()).collect();
        let (shown, hidden): (Vec<&Sheet>, Vec<&Sheet>) =
            sheets.iter().partition(|sheet| is_asked_for(sheet));
        for sheet in shown.into_iter().chain(hidden) {
            if !is_asked_for(sheet) && !read.is_empty() {
                let file = self.collector.file_name().to_owned();
                let ((), rows) = workbook.read(&sheet.name, &file, |_, _| ())?;
                self.collector.note(if rows == 0 {
                    Note::sheet_left_out(&sheet.name, true, &Error::Empty { file })
                } else {
                    Note::hidden_sheet_left_out(&sheet.name, rows)
                });
                continue;
            }
            if sheets.len() > 1 {
                self.collector.enter(Some(&label(&sheet.name)));
            }
            let file = self.collector.file_name().to_owned();
            let (result, rows) = workbook.read(&sheet.name, &file, |mut table, more| {
                table.name = (sheets.len() > 1).then(|| sheet.name.clone());
                table.sheets = Arc::clone(&names);
                self.rows(&table, more)
            })?;
            let why = match result {
                Ok(()) => {
                    let hidden = if sheet.hidden {
                        " (숨김, hidden)"
                    } else {
                        ""
                    };
                    read.push(format!("{}{hidden}", label(&sheet.name)));
                    continue;
                }
                Err(why) if why.is_no_register() => why,
                Err(fatal) => return Err(fatal),
            };
            if sheets.len() > 1 {
                self.collector
                    .note(Note::sheet_left_out(&sheet.name, sheet.hidden, &why));
            }
            if best.as_ref().is_none_or(|(most, _)| *most < rows) {
                best = Some((rows, why));
            }
        }
        self.collector.enter(outer.as_deref());
        if read.is_empty() {
            let file = self.collector.file_name().to_owned();
            return Err(best.map_or(Error::Empty { file }, |(_, why)| why));
        }
        if sheets.len() > 1 {
            self.collector.note(Note::chosen(&read));
        }
        Ok(())
    }
}
